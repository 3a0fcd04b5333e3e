import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { ProblemPanel } from "@/app/errors";
import { useTranslation } from "@/i18n";

interface Props {
  opened: boolean;
  title: string;
  /** What follows from it. */
  children: ReactNode;
  /** What the button says. */
  verb: string;
  danger?: boolean;
  /** Must be typed, so that nobody does it to something else. */
  typed?: string;
  /** Asks why; the reason is kept. */
  reason?: boolean;
  busy: boolean;
  problem: unknown;
  onClose: () => void;
  onConfirm: (reason: string) => void;
}

/** Asks whether something that weighs is really meant. */
export function Confirm(props: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      size={440}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <Asking {...props} />
    </Modal>
  );
}

function Asking({ children, verb, danger, typed, reason, busy, problem, onClose, onConfirm }: Props) {
  const { t } = useTranslation();
  const [word, setWord] = useState("");
  const [why, setWhy] = useState("");
  const ready = (!typed || word.trim() === typed) && (!reason || why.trim() !== "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) onConfirm(why.trim());
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm">{children}</Text>
        {reason && (
          <Textarea
            label={t("operator.reason")}
            description={t("operator.reasonKept")}
            value={why}
            onChange={(e) => setWhy(e.currentTarget.value)}
            maxLength={500}
            required
            data-autofocus
          />
        )}
        {typed && (
          <TextInput
            label={t("operator.typeToConfirm", { word: typed })}
            value={word}
            onChange={(e) => setWord(e.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            required
          />
        )}
        {problem !== undefined && <ProblemPanel error={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("app.cancel")}
          </Button>
          <Button type="submit" color={danger ? "red" : undefined} loading={busy} disabled={!ready}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
