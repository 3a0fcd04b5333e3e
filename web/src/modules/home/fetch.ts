import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Page, Row } from "@/meta/types";
import type { Day, Task } from "./tasks";

/** What waits: its first records, and how much there is of it. */
export interface Found {
  rows: Row[];
  count: number;
  /** Whether there is more than was counted. */
  more: boolean;
}

/** Asks for the first records of a task, and how many there are. */
export function taskQuery(task: Task, plural: string, day: Day) {
  return queryOptions({
    queryKey: [plural, "task", task.key, day.today],
    queryFn: async ({ signal }): Promise<Found> => {
      const query = new URLSearchParams(task.query(day));
      query.set("limit", task.keep ? "100" : "5");
      if (!task.keep) query.set("count", "bounded");
      if (task.include) query.set("include", task.include.join(","));
      const page = await api<Page & { count?: number }>(`${plural}?${query}`, { signal });
      const { keep } = task;
      if (!keep)
        return { rows: page.data, count: page.count ?? page.data.length, more: page.count === undefined && !!page.next_cursor };
      const open = page.data.filter(keep);
      return { rows: open.slice(0, 5), count: open.length, more: !!page.next_cursor };
    },
  });
}
