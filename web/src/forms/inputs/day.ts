import { currentLocale } from "@/ui/format";

/** A day as "2026-05-30", from the parts of a local date. */
export function isoDay(date: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** How a day is typed in a language: "30.05.2026". */
export function editableDay(value: string | undefined, locale = currentLocale()): string {
  if (!value) return "";
  return new Intl.DateTimeFormat(locale, { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${value}T00:00:00Z`),
  );
}

/**
 * Reads a day that somebody typed: "30.5.26", "5/30/2026" in the order of their language,
 * "2026-05-30", "30.5." of this year, "+14" and "-1" days from today, "." for today.
 * Returns "" for nothing and undefined for what is no day.
 */
export function typedDay(typed: string, locale = currentLocale(), today = new Date()): string | undefined {
  const text = latin(typed).trim();
  if (text === "") return "";
  if (text === ".") return isoDay(today);
  const step = /^([+-]\d{1,4})$/.exec(text);
  if (step) return isoDay(new Date(today.getFullYear(), today.getMonth(), today.getDate() + Number(step[1])));
  const numbers = text.match(/\d+/g)?.map(Number) ?? [];
  if (/[^\d./\-\s\u200f\u061c]/.test(text) || numbers.length < 2 || numbers.length > 3) return undefined;
  if (/^\d{4}\D/.test(text)) return checked(numbers[0], numbers[1], numbers[2]);
  const order = partsOf(locale).filter((part) => numbers.length === 3 || part !== "year");
  const at = (part: string) => numbers[order.indexOf(part)];
  const year = numbers.length === 3 ? at("year") : today.getFullYear();
  return checked(year !== undefined && year < 100 ? 2000 + year : year, at("month"), at("day"));
}

function checked(year: number | undefined, month: number | undefined, dayOfMonth: number | undefined): string | undefined {
  if (!year || !month || !dayOfMonth || year > 9999) return undefined;
  const date = new Date(year, month - 1, dayOfMonth);
  return date.getMonth() === month - 1 && date.getDate() === dayOfMonth ? isoDay(date) : undefined;
}

function partsOf(locale: string): string[] {
  return new Intl.DateTimeFormat(locale, { day: "2-digit", month: "2-digit", year: "numeric" })
    .formatToParts(new Date(2026, 4, 30))
    .map((part) => part.type)
    .filter((type) => type !== "literal");
}

function latin(text: string): string {
  return text
    .replace(/[٠-٩]/g, (c) => String(c.charCodeAt(0) - 0x0660))
    .replace(/[۰-۹]/g, (c) => String(c.charCodeAt(0) - 0x06f0));
}

/** The day and the time of an instant in a zone: ["2026-05-30", "14:05"]. */
export function clockOf(instant: string, zone: string | undefined): [string, string] {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(instant));
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return [`${of("year")}-${of("month")}-${of("day")}`, `${of("hour")}:${of("minute")}`];
}

/** The instant at which the clocks of a zone show a day and a time. */
export function instantAt(dayText: string, time: string, zone: string | undefined): string {
  const wanted = Date.parse(`${dayText}T${time || "00:00"}:00Z`);
  let guess = wanted;
  // The zone's offset may differ between the guess and the answer, around a change of clocks.
  for (let i = 0; i < 2; i++) {
    const [shownDay, shownTime] = clockOf(new Date(guess).toISOString(), zone);
    guess += wanted - Date.parse(`${shownDay}T${shownTime}:00Z`);
  }
  return new Date(guess).toISOString();
}
