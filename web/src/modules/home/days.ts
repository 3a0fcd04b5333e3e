/** A group of a summary: what it is grouped by, its currency, how many, and sums as decimal text. */
export interface Summed {
  currency?: string;
  count: number;
  [name: string]: unknown;
}

/** The days that end with one, the first of them first. */
export function daysUntil(last: string, count: number): string[] {
  const end = Date.parse(`${last}T00:00:00Z`);
  return Array.from({ length: count }, (_, i) => new Date(end - (count - 1 - i) * 86_400_000).toISOString().slice(0, 10));
}

/** The sums of days, 0 for those without any: for a picture, in which floating numbers are exact enough. */
export function byDay(rows: Summed[], by: string, sum: string, days: string[]): number[] {
  const sums = new Map(rows.map((row) => [String(row[by]), Number(row[sum])]));
  return days.map((day) => sums.get(day) ?? 0);
}

/** The sum of all groups, exact, as decimal text. */
export function total(rows: Summed[], sum: string): string {
  const texts = rows.map((row) => String(row[sum] ?? "0"));
  const places = Math.max(0, ...texts.map((text) => text.split(".")[1]?.length ?? 0));
  const units = texts.reduce((all, text) => all + toUnits(text, places), 0n);
  if (places === 0) return String(units);
  const digits = String(units < 0n ? -units : units).padStart(places + 1, "0");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function toUnits(text: string, places: number): bigint {
  const [whole = "0", rest = ""] = text.split(".");
  return BigInt(whole + rest.padEnd(places, "0"));
}
