import { oldest } from "./making";
import { asked } from "./page";
import type { Tier } from "./people";

/** A task, which has a kind, a day and a state: boards and calendars show it. */
export interface Activity {
  id: string;
  subject: string;
  kind: string;
  due: string;
  status: string;
}

/** The first part of this month's days. */
export const month = new Date().toISOString().slice(0, 8);

/** Makes tasks whose subjects no other spec has, one for each day of this month that is named. */
export async function tasks(tier: Tier, days: string[]): Promise<{ name: string; known: () => Promise<Activity[]> }> {
  const name = `Task ${crypto.randomUUID().slice(0, 8)}`;
  const { id: client } = await oldest(tier, "clients");
  for (let from = 0; from < days.length; from += 100) {
    const operations = days.slice(from, from + 100).map((day, at) => ({
      op: "create",
      body: { kind: "task", client, subject: `${name} ${String(from + at).padStart(3, "0")}`, due: `${month}${day}` },
    }));
    await asked(tier, "owner", "/api/client/activities/bulk", { atomic: true, operations });
  }
  const path = `/api/client/activities?q=${encodeURIComponent(name)}&sort=subject&limit=200`;
  return { name, known: async () => (await asked<{ data: Activity[] }>(tier, "owner", path)).data };
}
