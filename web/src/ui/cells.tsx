import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { choice, currentLanguage, label } from "@/i18n";
import { kindName, verbName } from "@/meta/model";
import type { Amount, Entity, Field, Reference } from "@/meta/types";
import { day, decimal, instant, money, percent } from "./format";
import { kindOf } from "./kind";
import { Status } from "./Status";

/** A value as text, as people read it: for cells, cards and files. */
export function textOf(field: Field, value: unknown, withCurrency = true): string {
  if (value === null || value === undefined || value === "") return "";
  switch (kindOf(field)) {
    case "amount":
      return money(value as Amount, withCurrency);
    case "number":
      return decimal(value as string);
    case "percent":
      return percent(value as string);
    case "date":
      return day(value as string);
    case "instant":
      return instant(value as string);
    case "choice":
      return choice(value as string);
    case "flag":
      return value ? "✓" : "";
    case "reference":
      return (value as Reference).title ?? (value as Reference).id.slice(-8);
    case "record":
      return recordText(value as Reference);
    case "kind":
      return kindName(value as string);
    case "verb":
      return verbName(value as string);
    case "words":
      return Array.isArray(value) ? value.map((word) => wordOf(field, word)).join(", ") : String(value);
    default:
      return other(field, value);
  }
}

/** A record of any kind: its kind, and what it is called where that is known. */
function recordText({ entity, title }: Reference): string {
  return [kindName(String(entity ?? "")), title].filter(Boolean).join(" ");
}

/** One of several words; the names of fields by what they are called. */
export function wordOf(field: Field, word: string): string {
  return field.name === "fields" ? label(choice(word)) : word;
}

function other(field: Field, value: unknown): string {
  if (typeof value === "object") return String((value as { title?: string }).title ?? "");
  if (field.type === "country") return regionName(String(value));
  return String(value);
}

let regions: { language: string; names: Intl.DisplayNames } | undefined;

/** A country by the name it has in the language of the page. */
export function regionName(code: string): string {
  const language = currentLanguage();
  if (regions?.language !== language) regions = { language, names: new Intl.DisplayNames([language], { type: "region" }) };
  try {
    return regions.names.of(code) ?? code;
  } catch {
    return code;
  }
}

/** Whether a choice is shown with dot and tint: states are, kinds and sources are not. */
export function isState(field: Field): boolean {
  return field.name === "status" || field.name.endsWith("_state") || field.name === "severity" || field.name === "outcome";
}

/** What stands in a cell. References lead to what they refer to, when that can be seen. */
export function cellOf(field: Field, value: unknown, target: Entity | undefined, withCurrency: boolean): ReactNode {
  if (value === null || value === undefined || value === "") return null;
  const kind = kindOf(field);
  if (kind === "choice" && isState(field)) return <Status value={String(value)} />;
  if (kind === "flag") return value ? <IconCheck size={15} aria-label={choice("yes")} /> : null;
  if ((kind === "reference" || kind === "record") && target) {
    const { id } = value as Reference;
    return (
      <a href={`/${target.plural}/${id}`} tabIndex={-1}>
        {textOf(field, value)}
      </a>
    );
  }
  return textOf(field, value, withCurrency);
}
