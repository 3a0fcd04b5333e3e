import { Modal } from "@mantine/core";
import { lazy, Suspense, useEffect, useSyncExternalStore } from "react";
import { useTranslation } from "@/i18n";
import { isWished, onWish, wish } from "./wish";

const PaletteBody = lazy(() => import("./PaletteBody").then((m) => ({ default: m.PaletteBody })));

/** Search and commands in one: Ctrl+K opens it from everywhere. */
export function Palette() {
  const opened = useSyncExternalStore(onWish, isWished);
  const close = () => wish(false);
  const { t } = useTranslation();
  useEffect(() => {
    // It opens at once when it is there already.
    const soon = setTimeout(() => void import("./PaletteBody"), 3000);
    return () => clearTimeout(soon);
  }, []);
  return (
    <Modal.Root
      opened={opened}
      onClose={close}
      centered={false}
      yOffset="9vh"
      size={600}
      padding={0}
      lockScroll={false}
      transitionProps={{ duration: 80 }}
    >
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label={t("palette.open")}>
        <Modal.Body>
          <Suspense fallback={<div style={{ height: 48 }} />}>
            <PaletteBody onClose={close} />
          </Suspense>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
