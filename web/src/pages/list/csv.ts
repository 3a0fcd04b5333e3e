import { label } from "@/i18n";
import type { Amount, Field, Reference, Row } from "@/meta/types";
import { kindOf } from "@/ui/kind";

/** Rows as CSV (RFC 4180) with the columns that are shown; numbers and days as programs read them. */
export function toCSV(columns: Field[], rows: Row[]): string {
  const head = columns.flatMap((field) => (kindOf(field) === "amount" ? [label(field.label), ""] : [label(field.label)]));
  const lines = rows.map((row) => columns.flatMap((field) => cells(field, row[field.name])));
  return [head, ...lines].map((line) => line.map(quoted).join(",")).join("\r\n");
}

function cells(field: Field, value: unknown): string[] {
  if (kindOf(field) === "amount") {
    const amount = value as Amount | null | undefined;
    return [amount?.amount ?? "", amount?.currency ?? ""];
  }
  if (value === null || value === undefined) return [""];
  if (kindOf(field) === "reference") return [(value as Reference).title ?? (value as Reference).id];
  if (kindOf(field) === "record") return [`${(value as Reference).entity}/${(value as Reference).id}`];
  if (kindOf(field) === "words" && Array.isArray(value)) return [value.join(", ")];
  return [typeof value === "object" ? JSON.stringify(value) : String(value)];
}

function quoted(text: string): string {
  // A spreadsheet would reckon with what begins like a formula.
  const safe = /^[=+@\t\r]/.test(text) || (text.startsWith("-") && !/^-[\d.]+$/.test(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Gives text to the person as a file. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob(["\uFEFF", text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
