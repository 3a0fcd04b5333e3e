import type { Field } from "@/meta/types";
import { isEditable, isNothing, type Line } from "../values";

const numeric = new Set(["amount", "quantity", "percent", "number", "decimal"]);

export function isNumeric(field: Field): boolean {
  return numeric.has(field.type);
}

/** What the server says of a line that is seen elsewhere, or that nobody asks for. */
const aside = new Set(["id", "position", "kind", "tax", "gross"]);

/**
 * The columns of a grid of lines. A product's name and reference stand in the product's
 * own cell; what the server keeps count of shows once there is something to count, and so
 * does everything where nothing can be written any more.
 */
export function columnsOf(lines: Field, rows: Line[], fixed: boolean): Field[] {
  const all = lines.lines ?? [];
  const product = all.some((field) => field.type === "reference" && field.target && !aside.has(field.name));
  return all.filter((field) => {
    if (aside.has(field.name)) return false;
    const editable = isEditable(field);
    if (editable && !fixed) return true;
    if (!editable && product && (field.name === "name" || field.name === "reference")) return false;
    return field.name === "net" || field.name === "unit" || rows.some((row) => !isNothing(row[field.name]));
  });
}

/** How wide a column must be at least, and how much of what is left it takes. */
function widthOf(field: Field): [number, number] {
  if (field.type === "reference") return [140, 3];
  if (field.name === "unit") return [56, 0.4];
  if (field.type === "percent") return [76, 0.4];
  if (field.type === "amount") return [82, 0.7];
  if (isNumeric(field)) return [72, 0.7];
  return field.name === "name" ? [140, 2] : [64, 1.2];
}

/** Whether a column takes more room than a number does. */
export function isWide(field: Field): boolean {
  return widthOf(field)[1] >= 1;
}

/** The widths of columns, as a CSS grid has them, and the least width of them together. */
export function templateOf(columns: Field[]): { template: string; width: number } {
  const widths = columns.map(widthOf);
  const edge = 34;
  return {
    template: `${edge}px ${widths.map(([least, share]) => `minmax(${least}px, ${share}fr)`).join(" ")} ${edge}px`,
    width: widths.reduce((sum, [least]) => sum + least, 2 * edge),
  };
}
