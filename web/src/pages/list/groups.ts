import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import type { GridLine } from "@/grid/types";
import { choice, type Translate } from "@/i18n";
import type { Entity, Field, Row } from "@/meta/types";
import { textOf } from "@/ui/cells";
import { day } from "@/ui/format";
import { kindOf } from "@/ui/kind";
import { type Group, loadPage, rowsKey, useSummary } from "./rows";
import type { Conditions, ListState } from "./state";
import { listPath } from "./state";
import { groupField, summable, sumsText } from "./sums";
import { useTitles } from "./titles";

const pageOfGroup = 100;

/** What the rows of a group fulfil: the list's own conditions, and the group's. */
export function conditionsOfGroup(group: string, value: string | null, before: Conditions = {}): Conditions {
  const part = group.split(".")[1];
  if (value === null || value === "") return { ...before, eq: value === null ? "null" : "" };
  if (!part) return { ...before, eq: value };
  const end = new Date(`${value}T00:00:00Z`);
  if (part === "week") end.setUTCDate(end.getUTCDate() + 7);
  else if (part === "year") end.setUTCFullYear(end.getUTCFullYear() + 1);
  else end.setUTCMonth(end.getUTCMonth() + (part === "quarter" ? 3 : 1));
  const last = end.toISOString().slice(0, 10);
  const { gte, lt, ...rest } = before;
  return { ...rest, gte: gte && gte > value && !gte.startsWith("@") ? gte : value, lt: lt && lt < last ? lt : last };
}

interface Folder {
  key: string;
  value: string | null;
  parts: Group[];
  count: number;
}

/** Groups of one value, with the sums of all their currencies. */
export function folders(groups: Group[], name: string): Folder[] {
  const byValue = new Map<string, Folder>();
  for (const group of groups) {
    const value = (group[name] ?? null) as string | null;
    const key = String(value);
    const folder = byValue.get(key) ?? { key, value, parts: [], count: 0 };
    folder.parts.push(group);
    folder.count += group.count;
    byValue.set(key, folder);
  }
  return [...byValue.values()];
}

/** The lines of a list that is grouped: a line for each group, and below those that are open their rows. */
export function useGroups(entity: Entity, state: ListState, columns: Field[], t: Translate) {
  const field = groupField(entity, state.group);
  const sums = summable(columns).map((column) => column.name);
  const summary = useSummary(entity, state, state.group, sums, !!field);
  const [open, setOpen] = useState<Record<string, number>>({});
  const all = field ? folders(summary.data ?? [], state.group) : [];
  const titles = useTitles(field?.target, field && kindOf(field) === "reference" ? all.map((one) => one.key) : []);
  const unfolded = all.filter((one) => open[one.key]);
  const names = columns.map((column) => column.name);
  const loaded = useQueries({
    queries: unfolded.map((one) => {
      const filters = { ...state.filters };
      if (field) filters[field.name] = conditionsOfGroup(state.group, one.value, filters[field.name]);
      const path = listPath(entity, { ...state, filters }, names, pageOfGroup);
      const pages = open[one.key] ?? 1;
      return {
        queryKey: [...rowsKey(entity), path, pages],
        queryFn: ({ signal }: { signal: AbortSignal }) => loadPages(path, pages, signal),
        placeholderData: (old: Row[] | undefined) => old,
      };
    }),
  });
  const lines: GridLine<Row>[] = all.flatMap((one) => {
    const head: GridLine<Row> = {
      kind: "group",
      key: one.key,
      label: field ? nameOf(field, state.group, one.value, t, titles) : "",
      count: one.count,
      open: !!open[one.key],
      sums: sumsText(columns, one.parts),
    };
    if (!open[one.key]) return [head];
    const rows = loaded[unfolded.indexOf(one)]?.data;
    if (!rows) return [head, { kind: "wait", key: `${one.key} wait` }];
    const below = rows.map<GridLine<Row>>((row) => ({ kind: "row", key: row.id, row }));
    return [
      head,
      ...below,
      ...(rows.length < one.count && rows.length > 0 ? [{ kind: "more" as const, key: `${one.key} more` }] : []),
    ];
  });
  return {
    lines,
    summary,
    toggle: (key: string) => setOpen((old) => ({ ...old, [key]: old[key] ? 0 : 1 })),
    more: (key: string) => setOpen((old) => ({ ...old, [key.replace(/ more$/, "")]: (old[key.replace(/ more$/, "")] ?? 1) + 1 })),
  };
}

async function loadPages(path: string, pages: number, signal: AbortSignal): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = "";
  for (let page = 0; page < pages && cursor !== null; page++) {
    const answer: Awaited<ReturnType<typeof loadPage>> = await loadPage(path, cursor, signal);
    rows.push(...answer.data);
    cursor = answer.next_cursor;
  }
  return rows;
}

/** What a group is called. */
export function nameOf(
  field: Field,
  group: string,
  value: string | null,
  t: Translate,
  titles: ReadonlyMap<string, string>,
): string {
  if (value === null || value === "") return t("list.noValue", { name: field.label });
  if (group.includes(".")) return day(value);
  switch (kindOf(field)) {
    case "reference":
      return titles.get(value) ?? "…";
    case "flag":
      return t(value === "true" ? "list.yes" : "list.no");
    case "choice":
      return choice(value);
    case "kind":
    case "verb":
      return textOf(field, value);
    case "date":
      return day(value);
    default:
      return value;
  }
}
