import { Alert, Anchor, Button, Group, List } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { Problem } from "@/api/problem";
import { RequestId } from "@/app/errors";
import type { FormStore } from "@/forms/store";
import { useErrors } from "@/forms/store";
import { label, useTranslation } from "@/i18n";
import type { Field } from "@/meta/types";
import { ago } from "@/ui/format";
import classes from "./Record.module.css";

/** What was wrong with the last save: each field's error leads to the field, the first of which has the focus. */
export function ErrorSummary({ form, problem }: { form: FormStore; problem: Problem | undefined }) {
  const { t } = useTranslation();
  const errors = useErrors(form);
  const entries = [...errors];
  const first = entries[0]?.[0];
  const told = useRef<Problem | undefined>(undefined);
  useEffect(() => {
    if (!problem || told.current === problem) return;
    told.current = problem;
    if (first) requestAnimationFrame(() => focusField(first));
  }, [problem, first]);
  if (!problem && entries.length === 0) return null;
  const general = problem?.errors.length ? t("form.notValid", { count: problem.errors.length }) : problem?.message;
  return (
    <Alert
      color="red"
      variant="light"
      className={classes.notice}
      role="alert"
      title={general ?? t("form.notValid", { count: entries.length })}
    >
      {entries.length > 0 && (
        <List size="sm">
          {entries.map(([pointer, message]) => (
            <List.Item key={pointer}>
              <Anchor component="button" type="button" size="sm" onClick={() => focusField(pointer)}>
                {nameAt(form.fields, pointer, t)}
              </Anchor>
              : {message}
            </List.Item>
          ))}
        </List>
      )}
      {problem?.requestId && <RequestId id={problem.requestId} />}
    </Alert>
  );
}

/** What people call the place that a pointer points at: "Items, line 3: Quantity". */
function nameAt(fields: Field[], pointer: string, t: (key: string, values?: Record<string, unknown>) => string): string {
  const [, name = "", at, part] = pointer.split("/");
  const field = fields.find((one) => one.name === name);
  const own = label(field?.label) || name;
  if (at === undefined) return own;
  const inner = field?.lines?.find((one) => one.name === part);
  if (!inner) return at && Number.isNaN(Number(at)) ? at : own;
  return `${own}, ${t("form.line", { number: Number(at) + 1 })}, ${label(inner.label)}`;
}

/** Puts the focus into the field that a pointer points at. */
export function focusField(pointer: string): void {
  const [, name = "", at] = pointer.split("/");
  const frame = document.querySelector(`[data-field="${CSS.escape(name)}"]`);
  const cell = at === undefined ? null : frame?.querySelector<HTMLElement>("[role=gridcell][data-invalid]");
  const input = cell ?? frame?.querySelector<HTMLElement>("input, textarea, select, [role=gridcell][tabindex='0']");
  input?.scrollIntoView({ block: "center" });
  input?.focus();
}

interface DraftProps {
  at: number;
  onRestore: () => void;
  onForget: () => void;
}

/** Offers what was typed before and not saved. */
export function DraftNotice({ at, onRestore, onForget }: DraftProps) {
  const { t } = useTranslation();
  return (
    <Alert color="blue" variant="light" className={classes.notice} role="status" title={t("record.draftTitle")}>
      {t("record.draftText", { when: ago(new Date(at).toISOString()) })}
      <Group gap="xs" mt="xs">
        <Button onClick={onRestore}>{t("record.draftRestore")}</Button>
        <Button variant="default" onClick={onForget}>
          {t("record.draftForget")}
        </Button>
      </Group>
    </Alert>
  );
}

/** Says that somebody else has changed the record meanwhile. */
export function NewerNotice({ by, onReview }: { by: string; onReview: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert color="orange" variant="light" className={classes.notice} role="status">
      <Group justify="space-between">
        {by ? t("record.changedBy", { name: by }) : t("record.changedMeanwhile")}
        <Button variant="default" onClick={onReview}>
          {t("record.review")}
        </Button>
      </Group>
    </Alert>
  );
}
