import { useCallback, useId } from "react";
import { useSession } from "@/app/session";
import { help, label } from "@/i18n";
import type { Amount, Field } from "@/meta/types";
import classes from "./Field.module.css";
import { FieldControl } from "./FieldControl";
import { Frame } from "./Frame";
import { narrowing } from "./reference";
import { Shown } from "./Shown";
import { type FormStore, useError, useValue } from "./store";
import { Term } from "./Terms";
import { isNothing, type Values } from "./values";

interface Props {
  form: FormStore;
  field: Field;
  /** Shows the value only. */
  fixed?: boolean;
  autoFocus?: boolean;
}

/** A field of a form: its input, or its value where it may not be changed. */
export function FormField({ form, field, fixed, autoFocus }: Props) {
  const [value, set] = useValue(form, field.name);
  const error = useError(form, `/${field.name}`);
  const { model } = useSession();
  const change = useCallback(
    (to: unknown) => {
      if (field.type === "currency" && typeof to === "string" && to) renameCurrency(form, to);
      set(to);
    },
    [form, field.type, set],
  );
  const span = spanOf(field);
  if (fixed) return <FixedField field={field} value={value} className={span} />;
  if (field.type === "flag") return <FlagField {...{ field, value, change, error, autoFocus }} />;
  const target = field.type === "reference" ? model.named(field.target) : undefined;
  return (
    <Frame field={field} error={error} className={span} autoFocus={autoFocus}>
      {(wiring) => (
        <FieldControl
          wiring={wiring}
          field={field}
          value={value}
          onChange={change}
          currency={currencyOf(form.values)}
          filter={target && narrowing(form.fields, form.values, field, target)}
          autoFocus={autoFocus}
        />
      )}
    </Frame>
  );
}

export function currencyOf(values: Values): string | undefined {
  return typeof values.currency === "string" ? values.currency : undefined;
}

/** The amounts of a document are in its currency: they follow it. */
function renameCurrency(form: FormStore, currency: string): void {
  for (const field of form.fields) {
    const value = form.values[field.name] as Amount | null | undefined;
    if (field.type === "amount" && !field.readonly && value) form.set(field.name, { ...value, currency });
    if (field.type !== "lines" || field.readonly || !Array.isArray(value)) continue;
    const amounts = field.lines?.filter((one) => one.type === "amount" && !one.readonly) ?? [];
    const lines = value as Values[];
    form.set(
      field.name,
      lines.map((line) => ({
        ...line,
        ...Object.fromEntries(
          amounts.filter((one) => line[one.name]).map((one) => [one.name, { ...(line[one.name] as Amount), currency }]),
        ),
      })),
    );
  }
}

export function spanOf(field: Field): string | undefined {
  if (field.long && !field.name.includes("street")) return classes.wide;
  if (field.required && field.type === "reference") return classes.double;
  return field.type === "record" || field.type === "references" || field.type === "words" ? classes.double : undefined;
}

function FixedField({ field, value, className }: { field: Field; value: unknown; className?: string }) {
  if (isNothing(value)) return null;
  return (
    <div className={className ? `${classes.frame} ${className}` : classes.frame}>
      <Term field={field} />
      <div className={`${classes.shown} ${field.long ? classes.long : ""}`}>
        <Shown field={field} value={value} />
      </div>
    </div>
  );
}

interface FlagProps {
  field: Field;
  value: unknown;
  change: (value: unknown) => void;
  error?: string;
  autoFocus?: boolean;
}

function FlagField({ field, value, change, error, autoFocus }: FlagProps) {
  const id = useId();
  const helps = help(field.help, field.label);
  return (
    <div className={classes.frame} data-field={field.name}>
      <span className={classes.label} aria-hidden>
        &nbsp;
      </span>
      <label className={classes.check}>
        <input
          type="checkbox"
          checked={value === true}
          aria-invalid={error ? true : undefined}
          aria-describedby={helps ? `${id}-help` : undefined}
          onChange={(event) => change(event.currentTarget.checked)}
          // biome-ignore lint/a11y/noAutofocus: only where a dialog has just been opened for it
          autoFocus={autoFocus}
        />
        <span data-help={helps || undefined}>{label(field.label)}</span>
      </label>
      {helps && (
        <div id={`${id}-help`} hidden>
          {helps}
        </div>
      )}
      {error && <div className={classes.error}>{error}</div>}
    </div>
  );
}
