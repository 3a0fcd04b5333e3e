import type { Field } from "@/meta/types";
import type { Line } from "../values";

/** A line without anything in it. */
export function newLine(): Line {
  return { $key: crypto.randomUUID() };
}

export function changeLine(lines: Line[], index: number, change: Partial<Line>): Line[] {
  return lines.map((line, i) => (i === index ? ({ ...line, ...change } as Line) : line));
}

export function insertLine(lines: Line[], at: number, line: Line = newLine()): Line[] {
  return [...lines.slice(0, at), line, ...lines.slice(at)];
}

export function removeLine(lines: Line[], index: number): Line[] {
  return lines.filter((_, i) => i !== index);
}

/** The same again below, as a line of its own. */
export function duplicateLine(lines: Line[], index: number): Line[] {
  const line = lines[index];
  if (!line) return lines;
  const { id: _, ...rest } = line;
  return insertLine(lines, index + 1, { ...rest, $key: crypto.randomUUID() });
}

export function moveLine(lines: Line[], from: number, to: number): Line[] {
  const line = lines[from];
  if (!line || to < 0 || to >= lines.length || from === to) return lines;
  return insertLine(removeLine(lines, from), to, line);
}

/** A cell by its line and its column. */
export interface Cell {
  row: number;
  column: number;
}

/** Where Tab leads; nothing when it leads out of the grid. "new" is a line that is not there yet. */
export function tabFrom(cell: Cell, back: boolean, rows: number, editable: number[]): Cell | "new" | undefined {
  const at = editable.indexOf(cell.column);
  const next = editable[back ? at - 1 : at + 1];
  if (at >= 0 && next !== undefined) return { row: cell.row, column: next };
  if (back) {
    const last = editable.at(-1);
    return cell.row > 0 && last !== undefined ? { row: cell.row - 1, column: last } : undefined;
  }
  const first = editable[0];
  if (first === undefined) return undefined;
  return cell.row + 1 < rows ? { row: cell.row + 1, column: first } : "new";
}

/** The editable column beside another, in a direction; nothing at the edge. */
export function beside(column: number, step: 1 | -1, editable: number[]): number | undefined {
  return step > 0 ? editable.find((one) => one > column) : editable.findLast((one) => one < column);
}

/** What follows from choosing what a line is about: what is known of it is shown, its price is found anew. */
export function afterChoice(lines: Field, line: Line, field: Field, row: Record<string, unknown> | undefined): Partial<Line> {
  const change: Partial<Line> = {};
  for (const part of lines.lines ?? []) {
    if (part.name === field.name || part.name === "id" || part.name === "position") continue;
    if (["name", "reference", "unit", "kind"].includes(part.name) && row && typeof row[part.name] === "string") {
      change[part.name] = row[part.name];
    } else if (part.name === "quantity" && !line.quantity) change.quantity = "1";
    else if (["price", "discount", "net", "tax"].includes(part.name)) change[part.name] = null;
  }
  return change;
}
