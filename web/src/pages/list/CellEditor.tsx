import "@/i18n/parts/form";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { ReferenceInput } from "@/forms/inputs/ReferenceInput";
import { choice, label, useTranslation } from "@/i18n";
import type { Amount, Field, Reference } from "@/meta/types";
import { parseDecimal } from "@/ui/format";
import { kindOf } from "@/ui/kind";
import classes from "./list.module.css";

interface Props {
  field: Field;
  value: unknown;
  currency: string;
  onSave: (value: unknown) => void;
  onCancel: () => void;
}

/** Changes a value where it stands: Enter and leaving save, Escape does not. */
export function CellEditor({ field, value, currency, onSave, onCancel }: Props) {
  if (kindOf(field) === "reference") return <ReferenceCell field={field} value={value} onSave={onSave} onCancel={onCancel} />;
  return <PlainCell field={field} value={value} currency={currency} onSave={onSave} onCancel={onCancel} />;
}

function PlainCell({ field, value, currency, onSave, onCancel }: Props) {
  const { t } = useTranslation();
  const kind = kindOf(field);
  const shown = kind === "amount" ? ((value as Amount | null)?.amount ?? "") : String(value ?? "");
  const [typed, setTyped] = useState(shown);
  const [bad, setBad] = useState(false);
  const input = useRef<HTMLInputElement & HTMLSelectElement>(null);
  const over = useRef(false);
  useEffect(() => {
    input.current?.focus();
    input.current?.select?.();
  }, []);
  const save = (text: string) => {
    if (over.current) return;
    if (text === shown) {
      over.current = true;
      onCancel();
      return;
    }
    const next = readValue(field, text, (value as Amount | null)?.currency ?? currency);
    setBad(next === undefined);
    if (next === undefined) return;
    over.current = true;
    onSave(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") save(typed);
    else if (event.key === "Escape") {
      over.current = true;
      onCancel();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const common = {
    ref: input,
    "aria-label": label(field.label),
    "aria-invalid": bad || undefined,
    title: bad ? t("list.notANumber") : undefined,
    onKeyDown,
  };
  if (kind === "choice" || kind === "flag") {
    const values = kind === "flag" ? ["true", "false"] : (field.choices ?? []);
    return (
      <div className={classes.editor}>
        <select {...common} value={typed} onChange={(e) => save(e.currentTarget.value)} onBlur={() => save(typed)}>
          {!field.required && kind === "choice" && <option value="" />}
          {values.map((one) => (
            <option key={one} value={one}>
              {kind === "flag" ? t(one === "true" ? "list.yes" : "list.no") : choice(one)}
            </option>
          ))}
        </select>
      </div>
    );
  }
  const numeric = kind === "amount" || kind === "number" || kind === "percent";
  return (
    <div className={classes.editor}>
      <input
        {...common}
        type={kind === "date" ? "date" : "text"}
        inputMode={numeric ? "decimal" : undefined}
        maxLength={field.max_length}
        value={typed}
        onChange={(e) => setTyped(e.currentTarget.value)}
        onBlur={() => save(typed)}
      />
    </div>
  );
}

/** What was typed, as the API takes it; undefined when it cannot be meant. */
export function readValue(field: Field, typed: string, currency: string): unknown {
  const kind = kindOf(field);
  if (kind === "flag") return typed === "true";
  if (typed === "") return kind === "text" || kind === "choice" ? "" : null;
  if (kind === "amount" || kind === "number" || kind === "percent") {
    const number = parseDecimal(typed);
    if (number === undefined) return undefined;
    if (kind === "amount") return { amount: number, currency };
    return field.type === "number" ? Number(number) : number;
  }
  return typed;
}

function ReferenceCell({ field, value, onSave, onCancel }: Omit<Props, "currency">) {
  const id = useId();
  const over = useRef(false);
  const end = (then: () => void) => {
    if (!over.current) then();
    over.current = true;
  };
  return (
    <div
      role="none"
      className={classes.editor}
      onBlur={() => end(onCancel)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") end(onCancel);
      }}
    >
      <label htmlFor={id} className="visually-hidden">
        {label(field.label)}
      </label>
      <ReferenceInput
        wiring={{ id, "aria-describedby": undefined, "aria-invalid": undefined, "aria-required": undefined }}
        field={field}
        value={value as Reference | null}
        onChange={(next) =>
          end(() => (next?.id === (value as Reference | null)?.id ? onCancel() : onSave(next && { id: next.id })))
        }
        plain
        existing
        opened
        autoFocus
      />
    </div>
  );
}
