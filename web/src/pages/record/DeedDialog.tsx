import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Problem } from "@/api/problem";
import { FormField } from "@/forms/FormField";
import { LineGrid } from "@/forms/lines/LineGrid";
import { FormStore } from "@/forms/store";
import type { Values } from "@/forms/values";
import { choice, useTranslation } from "@/i18n";
import type { Entity, Row } from "@/meta/types";
import type { Deed } from "./flow";

interface Props {
  entity: Entity;
  record: Row;
  deed: Deed;
  /** What the record is called. */
  title: string;
  onClose: () => void;
  /** Does it; answers what was wrong. */
  onRun: (body: Values) => Promise<Problem | undefined>;
}

/** Asks for what a step or an action needs, and says what cannot be undone. */
export function DeedDialog({ entity, record, deed, title, onClose, onRun }: Props) {
  const { t } = useTranslation();
  const [form] = useState(() => {
    const known = Object.fromEntries(
      deed.fields.map((field) => [field.name, deed.step ? (record[field.name] ?? null) : undefined]),
    );
    return new FormStore(deed.fields, {}, { currency: record.currency, ...known }, { entity, id: record.id });
  });
  const [problem, setProblem] = useState<Problem | undefined>();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    const missing = deed.fields.filter((field) => field.required && !form.changed.includes(field));
    if (missing.length > 0) {
      form.refuse(missing.map((field) => ({ pointer: `/${field.name}`, code: "required", message: t("form.mustBeGiven") })));
      return;
    }
    setBusy(true);
    const refused = await onRun(form.patch());
    setBusy(false);
    setProblem(refused);
    if (refused) form.refuse(refused.errors);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size={deed.fields.some((field) => field.type === "lines") ? "xl" : "md"}
      title={`${deed.name}: ${title}`}
      closeButtonProps={{ "aria-label": t("record.back") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <Stack gap="sm">
          {deed.summary && (
            <Text size="sm" className="muted">
              {deed.summary}
            </Text>
          )}
          {deed.final && <Text size="sm">{consequence(deed, t)}</Text>}
          {deed.fields.map((field, i) =>
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
              {t("record.back")}
            </Button>
            <Button
              type="submit"
              loading={busy}
              color={deed.final && deed.negative ? "red" : undefined}
              data-autofocus={deed.fields.length === 0 || undefined}
            >
              {deed.name}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** What cannot be undone, in the words of what it does where there are some. */
function consequence(deed: Deed, t: (key: string, values?: Record<string, unknown>) => string): string {
  const own = t(`record.final.${deed.verb}`, { defaultValue: "" });
  return own || t("record.finalState", { state: choice(deed.step?.to ?? deed.verb) });
}
