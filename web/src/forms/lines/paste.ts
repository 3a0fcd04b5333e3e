import type { Field } from "@/meta/types";
import { parseDecimal } from "@/ui/format";
import { isNumeric } from "./columns";

/** Reads rows as spreadsheets put them on the clipboard: cells by tabs, quoted where they hold line ends. */
export function readRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const source = text.replace(/\r\n?/g, "\n");
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (quoted) {
      if (c === '"' && source[i + 1] === '"') {
        cell += '"';
        i++;
      } else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"' && cell === "") quoted = true;
    else if (c === "\t") {
      row.push(cell.trim());
      cell = "";
    } else if (c === "\n") {
      rows.push([...row, cell.trim()]);
      row = [];
      cell = "";
    } else cell += c;
  }
  rows.push([...row, cell.trim()]);
  return rows.filter((cells) => cells.some((one) => one !== ""));
}

/** Whether a text is more than one cell. */
export function isTable(text: string): boolean {
  return /\t/.test(text) || /\n\s*\S/.test(text.trim());
}

/** What is pasted into which column. */
export interface PastePlan {
  /** By the position of a pasted column, the field that it goes to; nothing for what is left out. */
  fields: (Field | undefined)[];
  rows: string[][];
}

/**
 * Lays pasted columns over those of the grid, from the cell that is worked on: numbers go
 * to the next column of numbers, words to the next of words, so that product, quantity and
 * price find their places whatever stands between. A head line is left out.
 */
export function planPaste(table: string[][], columns: Field[]): PastePlan {
  const body = table.length > 1 && isHead(table) ? table.slice(1) : table;
  const width = Math.max(...body.map((row) => row.length), 0);
  const left = [...columns];
  const fields = Array.from({ length: width }, (_, i) => {
    const cells = body.map((row) => row[i] ?? "").filter(Boolean);
    if (cells.length === 0) return undefined;
    const numbers = cells.every(isNumber);
    const first = left[0];
    // Numbers may be what products are called by: the first column takes what comes.
    const at = i === 0 && first?.type === "reference" ? 0 : left.findIndex((field) => isNumeric(field) === numbers);
    return at < 0 ? undefined : left.splice(0, at + 1).at(-1);
  });
  return { fields, rows: body };
}

function isNumber(text: string): boolean {
  return parseDecimal(stripped(text)) !== undefined;
}

/** Numbers with a currency or a percent sign around them. */
export function stripped(text: string): string {
  return text.replace(/^[\p{Sc}A-Z]{1,3}\s?|\s?[\p{Sc}%]$|\s[A-Z]{3}$/gu, "").trim();
}

/** A head line has no number where the lines below have one. */
function isHead(table: string[][]): boolean {
  const [head = [], ...body] = table;
  return head.some((cell, i) => cell !== "" && !isNumber(cell) && body.every((row) => isNumber(row[i] ?? "")));
}

/** The value of a pasted cell; references are found later, by their text. */
export function pastedValue(field: Field, text: string, currency: string): unknown {
  if (text === "") return null;
  if (!isNumeric(field)) return text;
  const number = parseDecimal(stripped(text));
  if (number === undefined) return null;
  if (field.type === "amount") return { amount: number, currency };
  return field.type === "number" ? Number(number) : number;
}
