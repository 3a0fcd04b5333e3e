import { Button, Group, Modal, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useCallback } from "react";
import { useUnsaved } from "@/app/dirty";
import { type FormStore, useDirty } from "@/forms/store";
import { useTranslation } from "@/i18n";

interface Props {
  form: FormStore;
  save: () => Promise<boolean>;
  discard: () => void;
  /** Whether the form is in the panel beside a page, which is closed by another query alone. */
  panel?: boolean;
}

interface Place {
  pathname: string;
  search: unknown;
}

function peekAt(place: Place): unknown {
  return (place.search as Record<string, string> | undefined)?.peek;
}

/** Asks before what was typed would be lost: save it, let it go, or stay. */
export function Guard({ form, save, discard, panel = false }: Props) {
  const { t } = useTranslation();
  const dirty = useDirty(form);
  useUnsaved(dirty);
  const shouldBlockFn = useCallback(
    ({ current, next }: { current: Place; next: Place }) =>
      form.dirty && (current.pathname !== next.pathname || (panel && peekAt(current) !== peekAt(next))),
    [form, panel],
  );
  const blocker = useBlocker({ shouldBlockFn, enableBeforeUnload: () => form.dirty, withResolver: true, disabled: !dirty });
  const stay = () => blocker.reset?.();
  const go = () => {
    discard();
    blocker.proceed?.();
  };
  const saveAndGo = async () => {
    if (await save()) blocker.proceed?.();
    else stay();
  };
  return (
    <Modal
      opened={blocker.status === "blocked"}
      onClose={stay}
      title={t("record.leaveTitle")}
      closeButtonProps={{ "aria-label": t("record.stay") }}
    >
      <Text size="sm">{t("record.leaveText")}</Text>
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="subtle" color="gray" onClick={stay}>
          {t("record.stay")}
        </Button>
        <Button variant="default" onClick={go}>
          {t("record.discard")}
        </Button>
        <Button onClick={() => void saveAndGo()} data-autofocus>
          {t("app.save")}
        </Button>
      </Group>
    </Modal>
  );
}
