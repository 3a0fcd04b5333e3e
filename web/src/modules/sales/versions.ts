import { fieldOf } from "@/meta/model";
import type { Entity, Field, Reference, Row } from "@/meta/types";

/** One thing that differs between two versions. */
export interface Change {
  field: Field;
  before: unknown;
  after: unknown;
}

/** How a line of one version stands to the other. */
export interface LineChange {
  kind: "added" | "removed" | "changed";
  /** What the line is of. */
  name: string;
  changes: Change[];
}

type Line = Record<string, unknown>;

/** What of a line is compared: what people agree on, and what it comes to. */
const inLines = ["quantity", "price", "discount", "tax_percent", "note", "net"];
const inHead = [
  "valid_until", "contact", "reference", "discount", "freight", "tax_exempt", "payment_policy", "invoice_policy", "order_as",
  "note", "net", "tax", "total",
]; // biome-ignore format: a list

/** What differs between two versions besides their lines. */
export function headChanges(entity: Entity, before: Row, after: Row): Change[] {
  return changesOf(
    inHead.flatMap((name) => fieldOf(entity, name) ?? []),
    before,
    after,
  );
}

/** What differs between the lines of two versions, line by line: those of one product belong together, in their order. */
export function lineChanges(entity: Entity, before: Row, after: Row): LineChange[] {
  const fields = fieldOf(entity, "items")?.lines ?? [];
  const compared = inLines.flatMap((name) => fields.find((field) => field.name === name) ?? []);
  const shown = compared.filter((field) => field.name === "quantity" || field.name === "price");
  const left = [...linesOf(before)];
  const found: LineChange[] = [];
  for (const line of linesOf(after)) {
    const at = left.findIndex((one) => productOf(one) === productOf(line));
    if (at < 0) {
      found.push({ kind: "added", name: nameOf(line), changes: changesOf(shown, {}, line) });
      continue;
    }
    const [old = {}] = left.splice(at, 1);
    const changes = changesOf(compared, old, line);
    if (changes.length > 0) found.push({ kind: "changed", name: nameOf(line), changes });
  }
  const gone = left.map((line): LineChange => ({ kind: "removed", name: nameOf(line), changes: changesOf(shown, line, {}) }));
  return [...found, ...gone];
}

function changesOf(fields: Field[], before: Line, after: Line): Change[] {
  return fields
    .map((field) => ({ field, before: before[field.name], after: after[field.name] }))
    .filter((change) => keyOf(change.before) !== keyOf(change.after));
}

/** What makes two values the same; references are the same record, whatever it is called. */
function keyOf(value: unknown): string {
  if (value === undefined || value === null || value === "") return "";
  if (typeof value !== "object") return String(value);
  const { id, amount, currency } = value as Record<string, unknown>;
  return id ? String(id) : `${String(amount)} ${String(currency)}`;
}

function linesOf(record: Row): Line[] {
  return Array.isArray(record.items) ? (record.items as Line[]) : [];
}

function productOf(line: Line): string {
  return (line.product as Reference | null | undefined)?.id ?? "";
}

function nameOf(line: Line): string {
  return [line.reference, line.name].filter(Boolean).join(" ");
}
