import "@/i18n/parts/form";
import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Problem } from "@/api/problem";
import { FormField } from "@/forms/FormField";
import { LineGrid } from "@/forms/lines/LineGrid";
import { chosen } from "@/forms/pending";
import { FormStore } from "@/forms/store";
import type { Values } from "@/forms/values";
import { useTranslation } from "@/i18n";
import type { Entity, Field } from "@/meta/types";

interface Props {
  title: string;
  fields: Field[];
  /** What is known of their values, and the currency of amounts. */
  known?: Values;
  /** The record that an action is on. */
  on?: { entity: Entity; id: string };
  /** What it does. */
  summary?: string;
  /** What is to be known beforehand. */
  intro?: string;
  /** What cannot be undone. */
  warning?: string;
  /** What the button says that goes on. */
  confirm: string;
  /** It ends something, or takes it back. */
  red?: boolean;
  onClose: () => void;
  /** Does it; answers what was wrong. */
  onRun: (values: Values) => Promise<Problem | undefined>;
}

/** Asks for what a step, an action or a change needs before anything is done, and says what cannot be undone. */
export function AskDialog({ title, fields, known, on, summary, intro, warning, confirm, red, onClose, onRun }: Props) {
  const { t } = useTranslation();
  const [form] = useState(() => new FormStore(fields, {}, known ?? {}, on));
  const [problem, setProblem] = useState<Problem | undefined>();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    await chosen();
    const missing = fields.filter((field) => field.required && field.type !== "flag" && !form.changed.includes(field));
    if (missing.length > 0) {
      form.refuse(missing.map((field) => ({ pointer: `/${field.name}`, code: "required", message: t("form.mustBeGiven") })));
      return;
    }
    setBusy(true);
    const refused = await onRun({ ...answered(form), ...form.patch() });
    setBusy(false);
    setProblem(refused);
    if (refused) form.refuse(refused.errors);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size={fields.some((field) => field.type === "lines") ? "xl" : "md"}
      title={title}
      closeButtonProps={{ "aria-label": t("form.back") }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <Stack gap="sm">
          {summary && (
            <Text size="sm" className="muted">
              {summary}
            </Text>
          )}
          {intro && <Text size="sm">{intro}</Text>}
          {warning && <Text size="sm">{warning}</Text>}
          {fields.map((field, i) =>
            field.type === "lines" ? (
              <LineGrid key={field.name} form={form} field={field} fixed={false} totals={[]} isNew />
            ) : (
              <FormField key={field.name} form={form} field={field} autoFocus={i === 0} />
            ),
          )}
          {problem && problem.errors.length === 0 && (
            <Alert color="red" variant="light" role="alert">
              {problem.message}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("form.back")}
            </Button>
            <Button
              type="submit"
              loading={busy}
              color={red ? "red" : undefined}
              data-autofocus={fields.length === 0 || undefined}
            >
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** What is yes or no and has to be given was answered as it stands. */
function answered(form: FormStore): Values {
  const flags = form.fields.filter((field) => field.type === "flag" && field.required);
  return Object.fromEntries(flags.map((field) => [field.name, form.values[field.name] === true]));
}
