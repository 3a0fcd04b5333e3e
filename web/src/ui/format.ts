import type { Amount } from "@/meta/types";

/** Numbers travel as decimal text and are never made floating: Intl reads the text itself. */
type Decimal = Intl.StringNumericLiteral;

const cache = new Map<string, unknown>();

function once<T>(key: string, make: () => T): T {
  let made = cache.get(key) as T | undefined;
  if (made === undefined) {
    made = make();
    cache.set(key, made);
  }
  return made;
}

let locale = "en-GB";
let zone: string | undefined;

/** Says in which language and zone values are written from now on. */
export function writeIn(language: string, timeZone?: string): void {
  const browser = navigator.languages?.find((l) => l.split("-")[0] === language);
  locale = browser ?? { en: "en-GB", de: "de-DE", ar: "ar-EG" }[language] ?? language;
  zone = timeZone;
  cache.clear();
}

export function currentLocale(): string {
  return locale;
}

export function money(value: Amount | null | undefined, withCurrency = true): string {
  if (!value) return "";
  const places = value.amount.split(".")[1]?.length ?? 0;
  const format = once(`money ${value.currency} ${withCurrency} ${places}`, () =>
    withCurrency
      ? new Intl.NumberFormat(locale, { style: "currency", currency: value.currency, minimumFractionDigits: places })
      : new Intl.NumberFormat(locale, { minimumFractionDigits: places, maximumFractionDigits: 6 }),
  );
  return format.format(value.amount as Decimal);
}

export function decimal(value: string | number | null | undefined): string {
  if (value === null || value === undefined || value === "") return "";
  return once("decimal", () => new Intl.NumberFormat(locale, { maximumFractionDigits: 6 })).format(value as Decimal);
}

export function percent(value: string | null | undefined): string {
  if (value === null || value === undefined || value === "") return "";
  return `${decimal(value)} %`;
}

/** A day, "2026-05-30", which has no zone. */
export function day(value: string | null | undefined): string {
  if (!value) return "";
  const format = once(
    "day",
    () => new Intl.DateTimeFormat(locale, { day: "2-digit", month: "short", year: "numeric", timeZone: "UTC" }),
  );
  return format.format(new Date(`${value}T00:00:00Z`));
}

/** An instant, in the zone of the company. */
export function instant(value: string | null | undefined): string {
  if (!value) return "";
  const format = once(
    "instant",
    () =>
      new Intl.DateTimeFormat(locale, {
        day: "2-digit",
        month: "short",
        year: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        timeZone: zone,
      }),
  );
  return format.format(new Date(value));
}

/** How long ago an instant was, in words: "3 minutes ago". */
export function ago(value: string, now = Date.now()): string {
  const seconds = Math.round((Date.parse(value) - now) / 1000);
  const format = once("ago", () => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));
  const units: [Intl.RelativeTimeFormatUnit, number][] = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ];
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
  }
  return format.format(0, "minute");
}

/**
 * Reads a number that somebody typed or pasted as decimal text: "1.234,5" and "1,234.5"
 * are both 1234.5. A single separator is the decimal one of the language, unless three
 * digits follow and it is the language's grouping. Returns undefined for what is none.
 */
export function parseDecimal(typed: string): string | undefined {
  const text = latin(typed)
    .replace(/[\s'’_]/g, "")
    .replace(/[−–]/g, "-");
  if (!/^[-+]?[\d.,]*\d[\d.,]*$/.test(text)) return undefined;
  const decimalMark = once(
    "mark",
    () =>
      new Intl.NumberFormat(locale, { numberingSystem: "latn" }).formatToParts(1.5).find((p) => p.type === "decimal")?.value ??
      ".",
  );
  const marks = [...text].filter((c) => c === "." || c === ",");
  const last = marks.at(-1);
  let mark = "";
  if (last && new Set(marks).size === 2) mark = last;
  else if (marks.length === 1 && last) mark = last === decimalMark || !/[.,]\d{3}$/.test(text) ? last : "";
  const at = mark ? text.lastIndexOf(mark) : -1;
  const whole = (at < 0 ? text : text.slice(0, at)).replace(/[.,+]/g, "");
  const rest = at < 0 ? "" : text.slice(at + 1);
  const sign = whole.startsWith("-") ? "-" : "";
  const digits = whole.replace("-", "").replace(/^0+(?=\d)/, "") || "0";
  return sign + digits + (rest ? `.${rest}` : "");
}

/** Writes Arabic-Indic digits and marks as Latin ones. */
function latin(text: string): string {
  return text
    .replace(/[٠-٩]/g, (c) => String(c.charCodeAt(0) - 0x0660))
    .replace(/[۰-۹]/g, (c) => String(c.charCodeAt(0) - 0x06f0))
    .replaceAll("٫", ".")
    .replaceAll("٬", ",");
}
