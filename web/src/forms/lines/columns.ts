import type { Amount, Field } from "@/meta/types";
import { isEditable, isEmpty, type Line } from "../values";

const numeric = new Set(["amount", "quantity", "percent", "number", "decimal"]);

export function isNumeric(field: Field): boolean {
  return numeric.has(field.type);
}

/** What the server says of a line that is seen elsewhere, or that nobody asks for. */
const aside = new Set(["id", "position", "kind", "tax", "gross"]);

/**
 * The columns of a grid of lines. A product's name and reference stand in the product's
 * own cell; what the server keeps count of shows once there is something to count.
 */
export function columnsOf(lines: Field, rows: Line[]): Field[] {
  const all = lines.lines ?? [];
  const product = all.some((field) => field.type === "reference" && field.target && !aside.has(field.name));
  return all.filter((field) => {
    if (aside.has(field.name)) return false;
    if (isEditable(field)) return true;
    if (product && (field.name === "name" || field.name === "reference")) return false;
    return field.name === "net" || field.name === "unit" || rows.some((row) => !isZero(row[field.name]));
  });
}

function isZero(value: unknown): boolean {
  if (isEmpty(value)) return true;
  const text = typeof value === "object" ? (value as Amount).amount : String(value);
  return /^-?0*(\.0*)?$/.test(text ?? "");
}

/** The widths of columns, as a CSS grid has them. */
export function templateOf(columns: Field[]): string {
  const widths = columns.map((field) => {
    if (field.type === "reference") return "minmax(180px, 3fr)";
    if (field.name === "unit") return "minmax(56px, 0.6fr)";
    if (field.type === "percent") return "minmax(72px, 0.6fr)";
    if (isNumeric(field)) return "minmax(92px, 1fr)";
    return field.long || field.name === "name" ? "minmax(120px, 2fr)" : "minmax(100px, 1fr)";
  });
  return `34px ${widths.join(" ")} 34px`;
}
