import type { Entity, Field } from "@/meta/types";

/** How a field is shown, filtered and edited: many types of the server's behave alike. */
export type Kind =
  | "text"
  | "choice"
  | "reference"
  | "flag"
  | "date"
  | "instant"
  | "amount"
  | "number"
  | "percent"
  | "words"
  | "record"
  | "kind"
  | "verb"
  | "other";

const kinds: Record<string, Kind> = {
  reference: "reference",
  references: "other",
  flag: "flag",
  date: "date",
  instant: "instant",
  amount: "amount",
  quantity: "number",
  number: "number",
  decimal: "number",
  percent: "percent",
  words: "words",
  lines: "other",
  record: "record",
  kind: "kind",
  verb: "verb",
  custom: "other",
};

/** The kind of a field. Every state is a type of its own: what has choices is a choice. */
export function kindOf(field: Field): Kind {
  if (field.choices && field.type !== "words") return "choice";
  return kinds[field.type] ?? "text";
}

/** Whether a field's values are written at the end of their column. */
export function isNumeric(field: Field): boolean {
  return ["amount", "number", "percent"].includes(kindOf(field));
}

/** Whether lists can show a field at all. */
export function isShowable(field: Field): boolean {
  return (
    !field.secret && !["lines", "custom", "references"].includes(field.type) && field.name !== "version" && field.name !== "id"
  );
}

/** By what lists are sorted to be in the order of a field; undefined when the server has no such order. */
export function sortKeyOf(field: Field): string | undefined {
  if (field.name === "created_at") return "id"; // ids rise with time
  if (["reference", "record", "other"].includes(kindOf(field))) return undefined;
  return field.operators ? field.name : undefined;
}

/** Whether somebody may change a field of a record where it stands in a list. */
export function isEditable(entity: Entity, field: Field, may: (permission: string) => boolean): boolean {
  if (!entity.may_update || entity.view || field.readonly || field.own || field.secret || field.name === "status") return false;
  if (field.need && !may(field.need)) return false;
  return !["other", "record", "kind", "words", "instant"].includes(kindOf(field));
}
