import { Alert, Button, Group, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { post } from "@/api/client";
import { asProblem, type Problem } from "@/api/problem";
import { useSession } from "@/app/session";
import { choice, useTranslation } from "@/i18n";
import type { Entity, Row, Step } from "@/meta/types";
import { outdate } from "@/pages/list/rows";
import { parseDecimal } from "@/ui/format";
import classes from "./Pipeline.module.css";

interface Props {
  entity: Entity;
  column: string;
  /** The step that takes a new lead to the column; null where new ones begin. */
  step: Step | null;
  /** What it is besides what is typed. */
  given: Record<string, unknown>;
}

/** Makes a lead in a column of the pipeline, one after the other, from a name and a value. */
export function QuickAdd({ entity, column, step, given }: Props) {
  const { t } = useTranslation();
  const { company } = useSession();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>();
  const input = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const amount = value.trim() ? parseDecimal(value) : "0";
  const close = () => {
    setOpen(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  const add = async () => {
    if (!name.trim() || amount === undefined || busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const { currency } = company;
      const body = { ...given, company: name.trim(), currency, estimated_value: { amount, currency } };
      const made = await post<Row>(entity.plural, body);
      if (step) await post<Row>(`${entity.plural}/${made.id}/${step.verb}`, {}, { version: made.version });
      setName("");
      setValue("");
      input.current?.focus();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setBusy(false);
      await outdate(queries, entity);
    }
  };
  if (!open) {
    return (
      <button
        ref={opener}
        type="button"
        className={classes.adder}
        aria-label={t("crm.pipeline.addTo", { column: choice(column) })}
        onClick={() => setOpen(true)}
      >
        <IconPlus size={13} />
        {t("crm.pipeline.add")}
      </button>
    );
  }
  return (
    <form
      className={classes.adding}
      aria-label={t("crm.pipeline.addTo", { column: choice(column) })}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <TextInput
        ref={input}
        autoFocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        aria-label={t("crm.pipeline.company")}
        placeholder={t("crm.pipeline.company")}
      />
      <TextInput
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        aria-label={t("crm.pipeline.value")}
        placeholder={t("crm.pipeline.value")}
        rightSection={<span className="muted">{company.currency}</span>}
        rightSectionWidth={44}
        inputMode="decimal"
        error={amount === undefined && t("list.notANumber")}
      />
      {problem && (
        <Alert color="red" variant="light" role="alert">
          {problem.errors[0]?.message ?? problem.message}
        </Alert>
      )}
      <Group gap="xs" justify="flex-end">
        <Button variant="default" onClick={close}>
          {t("app.cancel")}
        </Button>
        <Button type="submit" loading={busy} disabled={!name.trim()}>
          {t("crm.pipeline.add")}
        </Button>
      </Group>
    </form>
  );
}
