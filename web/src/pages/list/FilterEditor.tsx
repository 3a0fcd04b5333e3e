import "@/i18n/parts/form";
import "@mantine/dates/styles.css";
import { Button, Group, SegmentedControl, Select, Stack, TextInput } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { useState } from "react";
import { me } from "@/app/self";
import { useSession } from "@/app/session";
import { Frame } from "@/forms/Frame";
import { ReferencesInput } from "@/forms/inputs/ReferencesInput";
import { choice, useTranslation } from "@/i18n";
import type { Field } from "@/meta/types";
import { textOf } from "@/ui/cells";
import { parseDecimal } from "@/ui/format";
import { kindOf } from "@/ui/kind";
import { joinValues, splitValues } from "./describe";
import classes from "./list.module.css";
import { isMoment, presetOf, presets, resolve } from "./moments";
import type { Conditions } from "./state";

interface Props {
  field: Field;
  conditions: Conditions;
  onChange: (conditions: Conditions) => void;
}

/** Says what a field must be, in the way that fits its type. */
export function FilterEditor({ field, conditions, onChange }: Props) {
  switch (kindOf(field)) {
    case "choice":
      return <Choices field={field} conditions={conditions} onChange={onChange} />;
    case "kind":
    case "verb":
      return <Named field={field} conditions={conditions} onChange={onChange} />;
    case "reference":
      return <Records field={field} conditions={conditions} onChange={onChange} />;
    case "flag":
      return <Flag conditions={conditions} onChange={onChange} />;
    case "date":
    case "instant":
      return <Days field={field} conditions={conditions} onChange={onChange} />;
    case "amount":
    case "number":
    case "percent":
      return <Range conditions={conditions} onChange={onChange} />;
    default:
      return <Words field={field} conditions={conditions} onChange={onChange} />;
  }
}

/** Kinds of records, or what was done to them: what those are that this person may see. */
function Named({ field, conditions, onChange }: Props) {
  const { model } = useSession();
  const names = field.type === "verb" ? model.verbs() : model.entities.map((entity) => entity.name);
  const nameOf = (name: string) => textOf(field, name);
  const choices = names.sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
  return <Choices field={{ ...field, choices }} conditions={conditions} onChange={onChange} nameOf={nameOf} />;
}

/** Some records, of people also whoever asks. */
function Records({ field, conditions, onChange }: Props) {
  const { t } = useTranslation();
  const ids = splitValues(conditions.in ?? conditions.eq ?? "");
  const choose = (chosen: string[]) => onChange(oneOf(chosen.slice(0, 12)));
  return (
    <Stack gap={6}>
      {field.target === "identity.user" && !ids.includes(me) && (
        <Button variant="default" size="compact-sm" onClick={() => choose([me, ...ids])}>
          {t("list.me")}
        </Button>
      )}
      <Frame field={{ ...field, required: false }} autoFocus>
        {(wiring) => (
          <ReferencesInput
            wiring={wiring}
            field={field}
            value={ids.map((id) => (id === me ? { id, title: t("list.me") } : id))}
            onChange={(chosen) => choose(chosen.map((one) => one.id))}
            existing
          />
        )}
      </Frame>
    </Stack>
  );
}

function oneOf(values: string[]): Conditions {
  if (values.length === 0) return {};
  return values.length === 1 ? { eq: values[0] ?? "" } : { in: joinValues(values) };
}

function Choices({ field, conditions, onChange, nameOf = choice }: Props & { nameOf?: (value: string) => string }) {
  const without = conditions.ne !== undefined;
  const chosen = splitValues(conditions.in ?? conditions.eq ?? conditions.ne ?? "");
  const { t } = useTranslation();
  const set = (values: string[], not: boolean) => onChange(not && values[0] ? { ne: values.at(-1) ?? "" } : oneOf(values));
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        value={without ? "ne" : "in"}
        onChange={(op) => set(chosen, op === "ne")}
        data={[
          { value: "in", label: t("list.isOneOf") },
          { value: "ne", label: t("list.isNot") },
        ]}
      />
      <div className={classes.options}>
        {field.choices?.map((value) => (
          <label key={value} className={classes.option}>
            <input
              type={without ? "radio" : "checkbox"}
              checked={chosen.includes(value)}
              onChange={() => set(chosen.includes(value) ? chosen.filter((c) => c !== value) : [...chosen, value], without)}
            />
            <span>{nameOf(value)}</span>
          </label>
        ))}
      </div>
    </Stack>
  );
}

function Flag({ conditions, onChange }: Omit<Props, "field">) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      value={conditions.eq ?? ""}
      onChange={(eq) => onChange({ eq })}
      data={[
        { value: "true", label: t("list.yes") },
        { value: "false", label: t("list.no") },
      ]}
    />
  );
}

function Days({ field, conditions, onChange }: Props) {
  const { t } = useTranslation();
  const real = (value: string | undefined) => (value ? (isMoment(value) ? resolve(value) : value).slice(0, 10) : null);
  const offered = Object.keys(presets).filter((name) => name !== "none" || field.operators?.includes("eq"));
  const set = (op: "gte" | "lt", value: string | null) => {
    const next: Conditions = {};
    const low = op === "gte" ? value : real(conditions.gte);
    const high = op === "lt" ? value : real(conditions.lt);
    if (low) next.gte = low;
    if (high) next.lt = high;
    onChange(next);
  };
  // People mean the last day to be included, the API's lt is not.
  const shift = (value: string | null, by: number) => {
    if (!value) return null;
    const date = new Date(`${value}T00:00:00Z`);
    date.setUTCDate(date.getUTCDate() + by);
    return date.toISOString().slice(0, 10);
  };
  return (
    <Stack gap="xs">
      <Select
        label={t("list.period")}
        value={presetOf(conditions) ?? null}
        placeholder={t("list.presets.own")}
        onChange={(name) => onChange(name ? { ...presets[name] } : {})}
        data={offered.map((name) => ({ value: name, label: t(`list.presets.${name}`) }))}
        comboboxProps={{ withinPortal: false }}
      />
      <Group gap="xs" grow>
        <DateInput
          label={t("list.from")}
          value={real(conditions.gte)}
          onChange={(v) => set("gte", v)}
          clearable
          popoverProps={{ withinPortal: false }}
        />
        <DateInput
          label={t("list.to")}
          value={shift(real(conditions.lt), -1) ?? real(conditions.lte)}
          onChange={(v) => set("lt", shift(v, 1))}
          clearable
          popoverProps={{ withinPortal: false }}
        />
      </Group>
    </Stack>
  );
}

function Range({ conditions, onChange }: Omit<Props, "field">) {
  const { t } = useTranslation();
  const [low, setLow] = useState(conditions.gte ?? conditions.gt ?? "");
  const [high, setHigh] = useState(conditions.lte ?? conditions.lt ?? "");
  const apply = () => {
    const next: Conditions = {};
    const [from, to] = [parseDecimal(low), parseDecimal(high)];
    if (from) next.gte = from;
    if (to) next.lte = to;
    onChange(next);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <Group gap="xs" grow>
        <TextInput
          label={t("list.from")}
          inputMode="decimal"
          value={low}
          onChange={(e) => setLow(e.currentTarget.value)}
          data-autofocus
        />
        <TextInput label={t("list.to")} inputMode="decimal" value={high} onChange={(e) => setHigh(e.currentTarget.value)} />
      </Group>
      <Button type="submit" mt="xs" variant="light">
        {t("list.apply")}
      </Button>
    </form>
  );
}

function Words({ field, conditions, onChange }: Props) {
  const { t } = useTranslation();
  const [op, setOp] = useState(Object.keys(conditions)[0] ?? (field.operators?.includes("contains") ? "contains" : "eq"));
  const [value, setValue] = useState(Object.values(conditions)[0] ?? "");
  const ops = ["contains", "prefix", "eq", "ne"].filter((one) => field.operators?.includes(one));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChange(value ? { [op]: value } : {});
      }}
    >
      <Stack gap="xs">
        <Select
          aria-label={t("list.how")}
          value={op}
          onChange={(next) => next && setOp(next)}
          data={ops.map((one) => ({ value: one, label: t(`list.opNames.${one}`) }))}
          comboboxProps={{ withinPortal: false }}
          allowDeselect={false}
        />
        <TextInput aria-label={t("list.value")} value={value} onChange={(e) => setValue(e.currentTarget.value)} data-autofocus />
        <Button type="submit" variant="light" className={classes.apply}>
          {t("list.apply")}
        </Button>
      </Stack>
    </form>
  );
}
