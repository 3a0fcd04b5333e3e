import { IconChevronDown } from "@tabler/icons-react";
import { useSession } from "@/app/session";
import { choice, useTranslation } from "@/i18n";
import type { Amount, Field, Reference } from "@/meta/types";
import { money } from "@/ui/format";
import { isCode } from "./codes";
import classes from "./Field.module.css";
import type { Wiring } from "./Frame";
import { CodeInput } from "./inputs/CodeInput";
import { DayInput } from "./inputs/DayInput";
import { DecimalInput } from "./inputs/DecimalInput";
import { clockOf, instantAt } from "./inputs/day";
import { KindInput } from "./inputs/KindInput";
import { RecordInput } from "./inputs/RecordInput";
import { ReferenceInput } from "./inputs/ReferenceInput";
import { ReferencesInput } from "./inputs/ReferencesInput";
import { WordsInput } from "./inputs/WordsInput";

export interface ControlProps {
  wiring: Wiring;
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
  /** Of amounts that have none yet. */
  currency?: string;
  /** Narrows the choice of a reference. */
  filter?: Record<string, string>;
  autoFocus?: boolean;
}

/** The input for a field's type. */
export function FieldControl({ wiring, field, value, onChange, currency, filter, autoFocus }: ControlProps) {
  const text = typeof value === "string" ? value : "";
  if (field.choices && field.type !== "words") return <ChoiceInput {...{ wiring, field, value, onChange, autoFocus }} />;
  if (isCode(field.type)) return <CodeInput kind={field.type} value={text} {...{ wiring, onChange, autoFocus }} />;
  switch (field.type) {
    case "amount":
      return <AmountInput {...{ wiring, field, value, onChange, currency, autoFocus }} />;
    case "quantity":
    case "percent":
    case "decimal":
      return (
        <DecimalInput
          value={text}
          unit={field.type === "percent" ? "%" : undefined}
          onChange={(to) => onChange(to === "" ? null : to)}
          {...{ wiring, autoFocus }}
        />
      );
    case "number":
      return (
        <DecimalInput
          value={value === null || value === undefined ? "" : String(value)}
          whole
          onChange={(to) => onChange(to === "" ? null : Number(to))}
          {...{ wiring, autoFocus }}
        />
      );
    case "date":
      return <DayInput value={text} {...{ wiring, onChange, autoFocus }} />;
    case "instant":
      return <InstantInput {...{ wiring, field, value, onChange }} />;
    case "reference":
      return <ReferenceInput value={value as Reference | null} {...{ wiring, field, onChange, filter, autoFocus }} />;
    case "references":
      return <ReferencesInput value={(value as (string | Reference)[]) ?? []} {...{ wiring, field, onChange }} />;
    case "record":
      return <RecordInput value={value as Reference | null} {...{ wiring, field, onChange }} />;
    case "words":
      return <WordsInput value={(value as string[]) ?? []} choices={field.choices} {...{ wiring, onChange }} />;
    case "kind":
      return <KindInput {...{ wiring, value, onChange, autoFocus }} />;
    case "accent":
      return <AccentInput {...{ wiring, field, value, onChange }} />;
    default:
      return <TextInput {...{ wiring, field, value, onChange, autoFocus }} />;
  }
}

const keyboards: Record<string, { type?: string; inputMode?: "email" | "tel" | "url"; autoCapitalize?: string }> = {
  email: { type: "email", inputMode: "email" },
  phone: { type: "tel", inputMode: "tel" },
  link: { inputMode: "url", autoCapitalize: "off" },
  iban: { autoCapitalize: "characters" },
  bic: { autoCapitalize: "characters" },
};

function TextInput({ wiring, field, value, onChange, autoFocus }: ControlProps) {
  const { t } = useTranslation();
  const common = {
    ...wiring,
    className: classes.input,
    value: typeof value === "string" ? value : "",
    maxLength: field.max_length,
    autoFocus,
    autoComplete: "off",
  };
  if (field.long) return <textarea {...common} rows={2} onChange={(event) => onChange(event.currentTarget.value)} />;
  const keyboard = field.secret ? { type: "password", placeholder: t("form.secret") } : keyboards[field.type];
  return <input {...common} {...keyboard} onChange={(event) => onChange(event.currentTarget.value)} />;
}

function ChoiceInput({ wiring, field, value, onChange, autoFocus }: ControlProps) {
  return (
    <>
      <select
        {...wiring}
        className={classes.input}
        value={typeof value === "string" ? value : ""}
        onChange={(event) => onChange(event.currentTarget.value)}
        // biome-ignore lint/a11y/noAutofocus: only where a dialog has just been opened for it
        autoFocus={autoFocus}
      >
        {(!field.required || !value) && <option value="" />}
        {field.choices?.map((one) => (
          <option key={one} value={one}>
            {choice(one)}
          </option>
        ))}
      </select>
      <IconChevronDown size={14} className={classes.chevron} />
    </>
  );
}

function AmountInput({ wiring, value, onChange, currency, autoFocus }: ControlProps) {
  const { company } = useSession();
  const amount = value as Amount | null | undefined;
  const unit = amount?.currency || currency || company.currency;
  return (
    <DecimalInput
      value={amount?.amount}
      unit={unit}
      write={(text) => money({ amount: text, currency: unit }, false)}
      onChange={(to) => onChange(to === "" ? null : { amount: to, currency: unit })}
      {...{ wiring, autoFocus }}
    />
  );
}

function InstantInput({ wiring, value, onChange }: ControlProps) {
  const { t } = useTranslation();
  const { company } = useSession();
  const zone = company.time_zone;
  const [day, time] = typeof value === "string" && value ? clockOf(value, zone) : ["", ""];
  return (
    <>
      <DayInput wiring={wiring} value={day} onChange={(to) => onChange(to ? instantAt(to, time || "09:00", zone) : null)} />
      <input
        type="time"
        className={classes.input}
        aria-label={t("form.time")}
        title={zone}
        value={time}
        disabled={!day}
        onChange={(event) => onChange(instantAt(day, event.currentTarget.value, zone))}
      />
    </>
  );
}

function AccentInput({ wiring, value, onChange }: ControlProps) {
  const { t } = useTranslation();
  const text = typeof value === "string" ? value : "";
  return (
    <>
      <input
        type="color"
        className={classes.swatch}
        aria-label={t("form.pickColour")}
        value={/^#[0-9a-f]{6}$/i.test(text) ? text : "#3b5bdb"}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <input
        {...wiring}
        className={classes.input}
        placeholder="#3b5bdb"
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </>
  );
}
