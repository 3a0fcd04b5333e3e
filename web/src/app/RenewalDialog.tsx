import "@/i18n/parts/door";
import { Modal } from "@mantine/core";
import { useTranslation } from "@/i18n";
import { SignInForm } from "@/modules/door/SignInForm";
import { useSession } from "./session";

/** Lets somebody whose session has ended sign in again over the page, so that what they typed stays. */
export function RenewalDialog({ onSignedIn, onClose }: { onSignedIn: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const { me, meta } = useSession();
  return (
    <Modal opened onClose={onClose} title={t("renewal.title")} closeButtonProps={{ "aria-label": t("app.close") }}>
      <p className="muted">{t("renewal.text")}</p>
      <SignInForm tenant={meta.tenant.slug} email={me.email} onSignedIn={onSignedIn} />
    </Modal>
  );
}
