import type { Amount, Field, Reference } from "@/meta/types";

/** What a form holds, by the names of fields, as the API writes values. */
export type Values = Record<string, unknown>;

/** One line of a document; the key is what it is known by while it has no id. */
export interface Line extends Values {
  id?: string;
  $key: string;
}

const never = new Set(["id", "version", "created_at", "updated_at", "position"]);

/** Whether people may write a field at all. */
export function isEditable(field: Field): boolean {
  return !field.readonly && !never.has(field.name);
}

/** The fields of a line that people write. */
export function editableOf(lines: Field): Field[] {
  return (lines.lines ?? []).filter(isEditable);
}

export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Whether a value tells nothing to whoever only reads: nothing at all, a zero, a no. */
export function isNothing(value: unknown): boolean {
  if (isEmpty(value) || value === false || value === 0) return true;
  const text = typeof value === "object" && value && "amount" in value ? value.amount : value;
  return typeof text === "string" && /^-?0+(\.0*)?$/.test(text);
}

/** The lines of a value, each with a key. */
export function linesOf(value: unknown): Line[] {
  if (!Array.isArray(value)) return [];
  return (value as Line[]).map((line) => (line.$key ? line : { ...line, $key: line.id ?? crypto.randomUUID() }));
}

/** Whether two decimal texts are the same number: "5" and "5.00" are. */
export function sameDecimal(a: string, b: string): boolean {
  const plain = (text: string) => {
    const [whole = "", rest = ""] = text.split(".");
    const decimals = rest.replace(/0+$/, "");
    return whole.replace(/^(-?)0+(?=\d)/, "$1") + (decimals ? `.${decimals}` : "");
  };
  return plain(a) === plain(b) || (/^-?0*(\.0*)?$/.test(a) && /^-?0*(\.0*)?$/.test(b));
}

/** Whether two values of a field mean the same. */
export function same(field: Field, a: unknown, b: unknown): boolean {
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
  switch (field.type) {
    case "reference":
    case "record":
      return (a as Reference).id === (b as Reference).id;
    case "references":
      return sameList(a as (string | Reference)[], b as (string | Reference)[], (x, y) => idOf(x) === idOf(y));
    case "amount":
      return (a as Amount).currency === (b as Amount).currency && sameDecimal((a as Amount).amount, (b as Amount).amount);
    case "quantity":
    case "percent":
      return sameDecimal(String(a), String(b));
    case "lines":
      return sameList(a as Line[], b as Line[], (x, y) => x.id === y.id && sameLine(field, x, y));
    default:
      return deepEqual(a, b);
  }
}

export function sameLine(lines: Field, a: Line, b: Line): boolean {
  return editableOf(lines).every((field) => same(field, a[field.name], b[field.name]));
}

function sameList<T>(a: T[], b: T[], equal: (x: T, y: T) => boolean): boolean {
  return a.length === b.length && a.every((x, i) => equal(x, b[i] as T));
}

function deepEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => deepEqual((a as Values)[key], (b as Values)[key]));
}

/** A value as a request has it: references by their ids, lines without what the server computes. */
export function toBody(field: Field, value: unknown): unknown {
  if (field.type === "lines") {
    return linesOf(value)
      .filter((line) => !isBlank(field, line))
      .map((line) => {
        const out: Values = line.id ? { id: line.id } : {};
        for (const part of editableOf(field)) {
          if (line.id || !isEmpty(line[part.name])) out[part.name] = toBody(part, line[part.name]);
        }
        return out;
      });
  }
  if (isEmpty(value)) return emptyBody(field);
  if (field.type === "reference") return (value as Reference).id;
  if (field.type === "references") return (value as (string | Reference)[]).map(idOf);
  if (field.type === "record") {
    const { entity, id } = value as Reference;
    return id ? { entity, id } : null;
  }
  return value;
}

/** Whether nothing was written into a line yet: such a line is not sent. */
export function isBlank(lines: Field, line: Line): boolean {
  return !line.id && editableOf(lines).every((field) => isEmpty(line[field.name]));
}

const texts = new Set(["text", "email", "phone", "link", "iban", "bic", "accent", "language", "timezone", "permission", "kind"]);

function emptyBody(field: Field): unknown {
  if (texts.has(field.type)) return "";
  if (field.type === "words" || field.type === "references") return [];
  return field.type === "custom" ? {} : null;
}

/** Keeps the titles that were included before, for references that are still the same. */
export function keepTitles(fields: Field[], from: Values, to: Values): Values {
  const out = { ...to };
  for (const field of fields) {
    if (field.type !== "reference" && field.type !== "record") continue;
    const old = from[field.name] as Reference | null | undefined;
    const now = out[field.name] as Reference | null | undefined;
    if (old?.title && now && !now.title && now.id === old.id) out[field.name] = old;
  }
  return out;
}

function idOf(one: string | Reference): string {
  return typeof one === "string" ? one : one.id;
}
