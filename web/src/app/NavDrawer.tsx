import { Drawer } from "@mantine/core";
import { useTranslation } from "@/i18n";
import { Entries } from "./Entries";

/** The navigation on a phone, which comes from the side. */
export function NavDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      size={280}
      title={t("nav.label")}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <Entries onGo={onClose} />
    </Drawer>
  );
}
