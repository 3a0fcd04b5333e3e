import type { Known } from "./api";
import type { Point } from "./Chart";

type Count = Known<"JobCount">;

/** The states of jobs that are still to be done. */
export const open = ["ready", "running", "scheduled", "waiting", "failed", "held"];

/** How many jobs are in some states. */
export function jobsIn(counts: Count[], states: string[]): number {
  return counts.filter((count) => states.includes(count.state)).reduce((sum, count) => sum + count.jobs, 0);
}

/** When the oldest job that could be worked by now was made. */
export function oldestOpen(counts: Count[]): string | undefined {
  return counts
    .filter((count) => ["ready", "failed"].includes(count.state) && count.jobs > 0)
    .map((count) => count.oldest)
    .sort()
    .at(0);
}

/** Counts by what something says of them, the most first. */
export function countBy<T>(rows: T[], labelOf: (row: T) => string, weigh: (row: T) => number = () => 1): Point[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(labelOf(row), (counts.get(labelOf(row)) ?? 0) + weigh(row));
  return [...counts]
    .map(([label, value]) => ({ label, value }))
    .sort((a, b) => b.value - a.value || a.label.localeCompare(b.label));
}
