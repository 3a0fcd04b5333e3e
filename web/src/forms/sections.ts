import { isStandard } from "@/meta/model";
import type { Entity, Field } from "@/meta/types";

export type SectionKey =
  | "main"
  | "dates"
  | "lines"
  | "amounts"
  | "address"
  | "notes"
  | "custom"
  | "responsible"
  | "progress"
  | "technical";

/** Fields that stand together, under a heading. */
export interface Section {
  id: string;
  key: SectionKey;
  fields: Field[];
  /** What the section is called when its key does not say it: the label of lines, what an address is for. */
  label?: string;
}

const order: SectionKey[] = [
  "main",
  "dates",
  "lines",
  "progress",
  "amounts",
  "address",
  "notes",
  "custom",
  "responsible",
  "technical",
];
const responsible = new Set(["site", "owner", "department"]);
const address = /^(?:(.+)_)?(street|city|region|postal_code)$/;
const totals = new Set(["gross", "net", "tax", "total"]);

/** The sums that stand below the lines of a document. */
export function totalsOf(entity: Entity): Field[] {
  if (!entity.fields.some((field) => field.type === "lines")) return [];
  return entity.fields.filter((field) => field.readonly && field.type === "amount" && totals.has(field.name));
}

/** Groups the fields of an entity as people think of them. */
export function sectionsOf(entity: Entity): Section[] {
  const prefixes = addressPrefixes(entity.fields);
  const inTotals = new Set(totalsOf(entity).map((field) => field.name));
  const found = new Map<string, Section>();
  for (const field of entity.fields) {
    if (inTotals.has(field.name) || isHidden(entity, field)) continue;
    const prefix = prefixes.find((one) => belongs(field.name, one));
    const key = prefix === undefined ? keyOf(field) : "address";
    const id = key === "lines" ? field.name : key === "address" && prefix ? `address.${prefix}` : key;
    const section = found.get(id) ?? { id, key, fields: [], label: key === "lines" ? field.label : undefined };
    section.fields.push(field);
    found.set(id, section);
  }
  return [...found.values()].sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
}

/** What is said elsewhere: the state and the number in the head of the page. */
function isHidden(entity: Entity, field: Field): boolean {
  if (field.name === "id" || field.name === "version") return true;
  if (entity.states && field.name === "status") return true;
  return !!field.readonly && entity.title.includes(`{${field.name}}`) && ["text", "subject", "verb"].includes(field.type);
}

function addressPrefixes(fields: Field[]): string[] {
  const found = fields.map((field) => address.exec(field.name)).filter((match) => match !== null);
  return [...new Set(found.map((match) => match[1] ?? ""))].filter(
    (prefix) => found.filter((match) => (match[1] ?? "") === prefix).length >= 2,
  );
}

function belongs(name: string, prefix: string): boolean {
  if (!prefix) return ["street", "city", "region", "postal_code", "country"].includes(name);
  return name.startsWith(`${prefix}_`);
}

const dated = /(^|_)(terms|policy|carrier|language|valid|due|until)(_|$)/;

function keyOf(field: Field): SectionKey {
  if (field.type === "custom") return "custom";
  if (field.type === "lines") return "lines";
  if (isStandard(field)) return "technical";
  if (responsible.has(field.name)) return "responsible";
  if (field.readonly) return told(field) ? "main" : "progress";
  if (field.long) return "notes";
  if (field.type === "date" || field.type === "instant" || dated.test(field.name)) return "dates";
  if (["amount", "percent", "currency", "quantity"].includes(field.type) || field.name.startsWith("tax_")) return "amounts";
  return "main";
}

/** What is read beside what is written: numbers of documents, where a record comes from. */
function told(field: Field): boolean {
  return (
    field.type === "reference" ||
    field.type === "record" ||
    field.type === "words" ||
    (field.type === "text" && !field.long && !field.name.includes("reason"))
  );
}

/** What a quick dialog asks for: what is required, then what lists show first. */
export function importantOf(entity: Entity): Field[] {
  const editable = entity.fields.filter((field) => !field.readonly && !isStandard(field));
  const first = editable.filter((field) => field.required && field.type !== "lines" && field.type !== "currency");
  const shown = editable.filter((field) => entity.list.includes(field.name) && !first.includes(field) && field.type !== "lines");
  return [...first, ...shown].slice(0, Math.max(first.length, 6));
}
