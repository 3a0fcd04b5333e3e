import { Modal } from "@mantine/core";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "@/i18n";

const PaletteBody = lazy(() => import("./PaletteBody").then((m) => ({ default: m.PaletteBody })));

/** Search and commands in one: Ctrl+K opens it from everywhere. */
export function Palette() {
  const [opened, setOpened] = useState(false);
  const { t } = useTranslation();
  useEffect(() => {
    // It opens at once when it is there already.
    const soon = setTimeout(() => void import("./PaletteBody"), 3000);
    return () => clearTimeout(soon);
  }, []);
  useEffect(() => {
    const open = () => setOpened(true);
    const onKey = (event: globalThis.KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setOpened((old) => !old);
      }
    };
    addEventListener("guildhall:palette", open);
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("guildhall:palette", open);
      removeEventListener("keydown", onKey);
    };
  }, []);
  return (
    <Modal.Root
      opened={opened}
      onClose={() => setOpened(false)}
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
            <PaletteBody onClose={() => setOpened(false)} />
          </Suspense>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
