import "@/i18n/parts/deal";
import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { Problem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import { DocumentView } from "@/pages/record/DocumentView";
import classes from "./Letter.module.css";
import { LetterView } from "./LetterView";

interface Props {
  /** What is done. */
  name: string;
  /** What the record is called that goes out. */
  title: string;
  /** Where the letter is that it goes with. */
  letter: string;
  /** Where its document is. */
  path: string;
  /** What is asked beforehand. */
  children?: ReactNode;
  onClose: () => void;
  /** Sends it; answers what was wrong, unless that is said elsewhere. */
  onSend: () => Promise<Problem | undefined>;
}

/** Shows who gets a document, the letter that it goes with and the document itself, before it goes. */
export function LetterDialog({ name, title, letter, path, children, onClose, onSend }: Props) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<Problem | undefined>();
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    setProblem(await onSend());
    setBusy(false);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="min(1100px, 96vw)"
      title={`${name}: ${title}`}
      closeButtonProps={{ "aria-label": t("form.back") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <div className={classes.send}>
          <Stack gap="sm">
            {children}
            <LetterView path={letter} />
          </Stack>
          <section aria-label={t("record.document")} className={classes.attached}>
            <DocumentView key={path} title={t("record.document")} path={path} fileName={`${title}.pdf`} small />
          </section>
        </div>
        {problem && (
          <Alert color="red" variant="light" role="alert" mt="sm">
            {problem.errors[0]?.message ?? problem.message}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs" mt="md">
          <Button variant="default" onClick={onClose}>
            {t("form.back")}
          </Button>
          <Button type="submit" loading={busy} data-autofocus={!children || undefined}>
            {name}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
