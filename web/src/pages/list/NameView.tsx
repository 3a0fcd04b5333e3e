import { Button, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import type { SavedView } from "@/app/session";
import { useTranslation } from "@/i18n";

/** Asks what a view shall be called that is saved for somebody. */
export function NameView({
  shared,
  onClose,
  onSave,
}: {
  shared: SavedView["shared"] | undefined;
  onClose: () => void;
  onSave: (name: string, pinned: boolean) => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [pinned, setPinned] = useState(false);
  return (
    <Modal opened={!!shared} onClose={onClose} title={t(shared === "everyone" ? "list.saveForAll" : "list.saveForMe")} size="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSave(name, pinned);
          setName("");
          onClose();
        }}
      >
        <Stack>
          <TextInput
            label={t("list.viewName")}
            value={name}
            onChange={(e) => setName(e.currentTarget.value)}
            maxLength={100}
            required
            data-autofocus
          />
          <Switch label={t("list.pin")} checked={pinned} onChange={(e) => setPinned(e.currentTarget.checked)} />
          <Button type="submit">{t("app.save")}</Button>
        </Stack>
      </form>
    </Modal>
  );
}
