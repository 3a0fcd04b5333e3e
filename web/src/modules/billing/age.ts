import { useSession } from "@/app/session";
import type { Translate } from "@/i18n";
import { dayOf } from "@/pages/list/days";

/** The day that it is where the company is. */
export function useToday(): string {
  const { company } = useSession();
  return dayOf(new Date().toISOString(), company.time_zone);
}

/** How many days a day is past; less than nothing while it is to come. */
export function ageOf(due: string, today: string): number {
  return Math.round((Date.parse(`${today}T00:00:00Z`) - Date.parse(`${due}T00:00:00Z`)) / 86_400_000);
}

/** How long a day is past or to come, in words. */
export function ageText(age: number, t: Translate): string {
  if (age === 0) return t("money.dueToday");
  return t(age > 0 ? "money.daysLate" : "money.daysLeft", { count: Math.abs(age) });
}
