import { me } from "@/app/self";
import { choice, type Translate } from "@/i18n";
import type { Field } from "@/meta/types";
import { textOf } from "@/ui/cells";
import { day, decimal } from "@/ui/format";
import { kindOf } from "@/ui/kind";
import { isMoment, presetOf, resolve } from "./moments";
import type { Conditions } from "./state";

/** What some conditions on a field mean, in words: "Draft, Confirmed", "from 100 to 200". */
export function describe(field: Field, conditions: Conditions, t: Translate, titles: ReadonlyMap<string, string>): string {
  const kind = kindOf(field);
  const preset = kind === "date" || kind === "instant" ? presetOf(conditions) : undefined;
  if (preset) return t(`list.presets.${preset}`);
  const { gte, gt, lte, lt, ...rest } = conditions;
  const [low, high] = [gte ?? gt, lte ?? lt];
  const parts = Object.entries(rest).map(([op, value]) => phrase(op, valuesText(field, value, t, titles), t));
  if (low !== undefined && high !== undefined) {
    parts.push(t("list.between", { low: one(field, low, t, titles), high: one(field, high, t, titles) }));
  } else if (low !== undefined) parts.push(t("list.atLeast", { value: one(field, low, t, titles) }));
  else if (high !== undefined) parts.push(t("list.atMost", { value: one(field, high, t, titles) }));
  return parts.join(" · ");
}

function phrase(op: string, value: string, t: Translate): string {
  return op === "eq" || op === "in" ? value : t(`list.ops.${op}`, { value });
}

/** The values of a list of them; a backslash takes its meaning from a comma. */
export function splitValues(value: string): string[] {
  return value
    .split(/(?<!\\),/)
    .filter(Boolean)
    .map((v) => v.replace(/\\([\\,])/g, "$1"));
}

/** Writes a list of values as one. */
export function joinValues(values: string[]): string {
  return values.map((v) => v.replace(/[\\,]/g, "\\$&")).join(",");
}

function valuesText(field: Field, value: string, t: Translate, titles: ReadonlyMap<string, string>): string {
  const values = splitValues(value);
  const shown = values.slice(0, 3).map((v) => one(field, v, t, titles));
  return shown.join(", ") + (values.length > 3 ? ` +${values.length - 3}` : "");
}

function one(field: Field, value: string, t: Translate, titles: ReadonlyMap<string, string>): string {
  if (value === "null") return t("list.presets.none");
  switch (kindOf(field)) {
    case "choice":
      return choice(value);
    case "kind":
    case "verb":
      return textOf(field, value);
    case "flag":
      return t(value === "true" ? "list.yes" : "list.no");
    case "reference":
      return value === me ? t("list.me") : (titles.get(value) ?? "…");
    case "date":
    case "instant":
      return day((isMoment(value) ? resolve(value) : value).slice(0, 10));
    case "amount":
    case "number":
    case "percent":
      return decimal(value);
    default:
      return value;
  }
}
