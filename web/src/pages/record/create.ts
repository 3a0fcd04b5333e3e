import type { FieldError } from "@/api/problem";
import type { FormStore } from "@/forms/store";
import { editableOf, isEditable, isEmpty, type Line, linesOf, type Values } from "@/forms/values";
import { isStandard } from "@/meta/model";
import type { Entity, Field, Row } from "@/meta/types";

/** What a new record begins with: what the address says of it ("?client=<id>"), and the company's currency. */
export function newValues(entity: Entity, known: Record<string, string>, currency: string): Values {
  const values: Values = {};
  for (const field of entity.fields) {
    if (!isEditable(field)) continue;
    const given = known[field.name];
    if (given !== undefined) values[field.name] = readGiven(field, given, currency);
    else if (field.type === "currency" && field.required) values[field.name] = currency;
  }
  return values;
}

function readGiven(field: Field, text: string, currency: string): unknown {
  switch (field.type) {
    case "reference":
      return { id: text };
    case "record": {
      const [entity = "", id = ""] = text.split(":");
      return { entity, id };
    }
    case "references":
    case "words":
      return text.split(",");
    case "lines":
      return text.split(";").map((line) => readLine(field, line));
    case "amount":
      return { amount: text, currency };
    case "flag":
      return text === "true";
    case "number":
      return Number(text);
    default:
      return text;
  }
}

/** A line as an address has it: "product:<id>,quantity:2". */
function readLine(lines: Field, text: string): Line {
  const line: Line = { $key: crypto.randomUUID() };
  for (const part of text.split(",")) {
    const [name = "", value = ""] = part.split(":");
    const field = lines.lines?.find((one) => one.name === name);
    if (field) line[name] = field.type === "reference" ? { id: value } : value;
  }
  return line;
}

// What belongs to one record and not to its copy.
const own = new Set(["reference", "barcode", "placed", "required_by", "valid_until", "due", "date"]);

/** What a copy of a record begins with: what people have written, lines as new ones. */
export function copyOf(entity: Entity, record: Row): Values {
  const values: Values = {};
  for (const field of entity.fields) {
    if (!isEditable(field) || isStandard(field) || field.unique || field.secret || own.has(field.name)) continue;
    const value = record[field.name];
    if (isEmpty(value)) continue;
    values[field.name] = field.type === "lines" ? linesOf(value).map((line) => copyLine(field, line)) : value;
  }
  return values;
}

function copyLine(lines: Field, line: Line): Line {
  const copied: Line = { $key: crypto.randomUUID() };
  for (const field of editableOf(lines)) copied[field.name] = line[field.name];
  for (const name of ["name", "reference", "unit"]) if (line[name]) copied[name] = line[name];
  return copied;
}

/** What must be given and is not; of lines the server knows some by itself, and says so of others. */
export function missingOf(form: FormStore, message: string): FieldError[] {
  return form.fields
    .filter((field) => field.required && isEditable(field) && field.type !== "lines" && isEmpty(form.values[field.name]))
    .map((field) => ({ pointer: `/${field.name}`, code: "required", message }));
}
