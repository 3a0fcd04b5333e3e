import "@mantine/dates/styles.css";
import { NativeSelect, Switch, Textarea, TextInput } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { useState } from "react";
import { choice, label, useTranslation } from "@/i18n";
import type { Amount, Field, Reference } from "@/meta/types";
import { parseDecimal } from "@/ui/format";
import { kindOf } from "@/ui/kind";
import { ReferencePicker } from "./ReferencePicker";

interface Props {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
  required?: boolean;
  error?: string;
  /** Of amounts that have none yet. */
  currency: string;
}

/** One value of a field, as dialogs ask for it: of many records at once, or of a step. */
export function ValueInput({ field, value, onChange, required, error, currency }: Props) {
  const { t } = useTranslation();
  const common = { label: label(field.label), description: label(field.help), required, error };
  switch (kindOf(field)) {
    case "choice":
      return (
        <NativeSelect
          {...common}
          size="xs"
          value={String(value ?? "")}
          onChange={(e) => onChange(e.currentTarget.value || undefined)}
          data={[{ value: "", label: "" }, ...(field.choices ?? []).map((one) => ({ value: one, label: choice(one) }))]}
        />
      );
    case "flag":
      return (
        <Switch
          label={common.label}
          description={common.description}
          checked={!!value}
          onChange={(e) => onChange(e.currentTarget.checked)}
        />
      );
    case "date":
      return <DateInput {...common} value={(value as string) || null} onChange={(v) => onChange(v ?? undefined)} clearable />;
    case "amount":
      return (
        <DecimalInput
          {...common}
          rightSection={currency}
          value={(value as Amount | undefined)?.amount}
          onChange={(amount) => onChange(amount === undefined ? undefined : { amount, currency })}
        />
      );
    case "number":
    case "percent":
      return (
        <DecimalInput
          {...common}
          value={value as string | undefined}
          onChange={(v) => onChange(field.type === "number" && v ? Number(v) : v)}
        />
      );
    case "reference":
      return (
        <div role="group" aria-label={common.label}>
          <div>
            {common.label}
            {required && " *"}
          </div>
          <ReferencePicker
            target={field.target ?? ""}
            chosen={value ? [(value as Reference).id] : []}
            onChange={([id]) => onChange(id ? { id } : undefined)}
            single
          />
          {error && <div role="alert">{error}</div>}
        </div>
      );
    default:
      return field.long ? (
        <Textarea {...common} value={String(value ?? "")} onChange={(e) => onChange(e.currentTarget.value)} data-autofocus />
      ) : (
        <TextInput
          {...common}
          value={String(value ?? "")}
          onChange={(e) => onChange(e.currentTarget.value)}
          aria-description={t("list.value")}
          data-autofocus
        />
      );
  }
}

interface DecimalProps {
  label: string;
  description: string;
  required?: boolean;
  error?: string;
  rightSection?: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function DecimalInput({ value, onChange, rightSection, ...rest }: DecimalProps) {
  const [typed, setTyped] = useState(String(value ?? ""));
  return (
    <TextInput
      {...rest}
      rightSection={rightSection && <span className="muted">{rightSection}</span>}
      rightSectionWidth={44}
      inputMode="decimal"
      value={typed}
      onChange={(e) => {
        setTyped(e.currentTarget.value);
        onChange(parseDecimal(e.currentTarget.value));
      }}
    />
  );
}
