/**
 * Days that move with the calendar, as filters of an address have them: "@today-7",
 * "@week" is this week's Monday, "@month+1" the first of next month. They are made
 * real days when the server is asked, so that a saved view stays true.
 */
const pattern = /^@(today|week|month|quarter|year)([+-]\d{1,4})?$/;

export function isMoment(value: string): boolean {
  return pattern.test(value);
}

/** The day that is meant, "2026-05-30"; other values as they are. */
export function resolve(value: string, today = new Date()): string {
  const match = pattern.exec(value);
  if (!match) return value;
  const shift = Number(match[2] ?? 0);
  const [year, month, date] = [today.getFullYear(), today.getMonth(), today.getDate()];
  switch (match[1]) {
    case "week":
      return iso(year, month, date - ((today.getDay() + 6) % 7) + 7 * shift);
    case "month":
      return iso(year, month + shift, 1);
    case "quarter":
      return iso(year, month - (month % 3) + 3 * shift, 1);
    case "year":
      return iso(year + shift, 0, 1);
    default:
      return iso(year, month, date + shift);
  }
}

/** A day by its parts, which may be beyond their ends: the 32nd of January is the 1st of February. */
export function iso(year: number, month: number, date: number): string {
  return new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);
}

/** What is offered for days: conditions by operator. */
export const presets: Record<string, Record<string, string>> = {
  today: { gte: "@today", lt: "@today+1" },
  yesterday: { gte: "@today-1", lt: "@today" },
  thisWeek: { gte: "@week", lt: "@week+1" },
  lastWeek: { gte: "@week-1", lt: "@week" },
  nextWeek: { gte: "@week+1", lt: "@week+2" },
  thisMonth: { gte: "@month", lt: "@month+1" },
  lastMonth: { gte: "@month-1", lt: "@month" },
  last30: { gte: "@today-30" },
  thisQuarter: { gte: "@quarter", lt: "@quarter+1" },
  thisYear: { gte: "@year", lt: "@year+1" },
  past: { lt: "@today" },
  future: { gte: "@today" },
  none: { eq: "null" },
};

/** The preset that some conditions are. */
export function presetOf(conditions: Record<string, string>): string | undefined {
  const ops = Object.keys(conditions);
  return Object.keys(presets).find((name) => {
    const preset = presets[name] ?? {};
    return ops.length === Object.keys(preset).length && ops.every((op) => preset[op] === conditions[op]);
  });
}
