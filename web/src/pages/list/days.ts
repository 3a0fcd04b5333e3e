import { iso } from "./moments";

/** A day some days later. */
export function addDays(day: string, by: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return iso(year, month - 1, date + by);
}

/** The first of a day's month, or of another that many months later. */
export function monthOf(day: string, by = 0): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return iso(year, month - 1 + by, 1);
}

/** The day of the week with which weeks begin where a language is spoken: 1 is Monday, 7 Sunday. */
export function firstDayOfWeek(locale: string): number {
  const region = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => { firstDay: number } };
  return region.getWeekInfo?.().firstDay ?? 1;
}

/** The first day of a day's week. */
export function weekOf(day: string, firstDay: number): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  return addDays(day, -((weekday - firstDay + 7) % 7));
}

/** The days that a calendar shows: a week, or the weeks of a month. */
export function daysShown(around: string, span: "month" | "week", firstDay: number): string[] {
  const first = weekOf(span === "week" ? around : monthOf(around), firstDay);
  if (span === "week") return Array.from({ length: 7 }, (_, i) => addDays(first, i));
  const next = monthOf(around, 1);
  const days: string[] = [];
  for (let day = first; day < next || days.length % 7 !== 0; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The day of an instant where the company is. */
export function dayOf(value: string, timeZone: string | undefined): string {
  if (value.length === 10) return value;
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(
    new Date(value),
  );
}
