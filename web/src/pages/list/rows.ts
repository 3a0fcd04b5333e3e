import {
  type InfiniteData,
  keepPreviousData,
  type QueryClient,
  type QueryKey,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { api } from "@/api/client";
import { type Hint, isKnown, useLive } from "@/api/live";
import type { Entity, Page, Row } from "@/meta/types";
import { type ListState, listPath, summaryPath } from "./state";

type Pages = InfiniteData<Page, string>;

/** The key of everything that is known of an entity's lists. */
export const rowsKey = (entity: Entity) => ["rows", entity.name];
export const summaryKey = (entity: Entity) => ["summary", entity.name];

/**
 * Says that records of an entity were changed here: what is shown of them is asked for anew at
 * once, and what else is known of them when it is shown next. Rows that show the change already
 * are left alone with "none".
 */
export async function outdate(queries: QueryClient, entity: Entity, rows: "active" | "none" = "active"): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: rowsKey(entity), refetchType: rows }),
    ...[summaryKey(entity), [entity.plural], ["feed"]].map((queryKey) => queries.invalidateQueries({ queryKey })),
  ]);
}

/** One page of a list; what the company has added to records stands among their own values. */
export async function loadPage(path: string, cursor: string, signal?: AbortSignal): Promise<Page> {
  const page = await api<Page>(cursor ? `${path}&cursor=${encodeURIComponent(cursor)}` : path, { signal });
  return { ...page, data: page.data.map((row) => (row.custom ? { ...row.custom, ...row } : row)) };
}

/** The rows of a list, page after page; what was shown stays until the next is there. */
export function useRows(entity: Entity, state: ListState, columns: string[], enabled: boolean) {
  const path = listPath(entity, state, columns);
  const key = [...rowsKey(entity), path];
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => loadPage(path, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: (old, before) => (before?.queryKey[1] === entity.name ? keepPreviousData(old) : undefined),
    enabled,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.data) ?? [], [query.data]);
  return { query, rows, path };
}

/**
 * Asks for the next page, unless something is being asked for. It is another function whenever
 * something has come, so that whoever waits at the end asks again: what a list asks for anew ends
 * what was on its way.
 */
export function useNextPage(query: UseInfiniteQueryResult): () => void {
  const { fetchNextPage, hasNextPage, isFetching, isFetchNextPageError, dataUpdatedAt } = query;
  // biome-ignore lint/correctness/useExhaustiveDependencies: something has come, and perhaps not what was asked for
  return useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, dataUpdatedAt]);
}

/** A group of a summary: what it has in common, how many they are, what they sum up to. */
export interface Group {
  count: number;
  currency?: string;
  [name: string]: string | number | null | undefined;
}

/** Counts and sums over all that a list shows, loaded or not. */
export function useSummary(
  entity: Entity,
  state: Pick<ListState, "filters" | "q">,
  groupBy: string,
  sums: string[],
  enabled = true,
) {
  const path = summaryPath(entity, state, groupBy, sums);
  return useQuery({
    queryKey: [...summaryKey(entity), path],
    queryFn: async ({ signal }) => (await api<{ data: Group[] }>(path, { signal })).data,
    placeholderData: (old, before) => (before?.queryKey[1] === entity.name ? old : undefined),
    enabled,
  });
}

/** What stands below a list. */
export interface Foot {
  /** Counts and sums; undefined until they are known. */
  groups?: Group[];
  /** There are more rows than are counted without being asked. */
  many: boolean;
  /** Has all rows counted and summed, however many there are. */
  reckon: () => void;
}

/** Counts and sums over a list: by themselves where there are a few thousand rows, else when somebody asks. */
export function useFoot(entity: Entity, state: ListState, sums: string[], enabled: boolean): Foot {
  const path = summaryPath(entity, state, "", sums, true);
  const few = useQuery({
    queryKey: [...summaryKey(entity), path],
    queryFn: ({ signal }) => api<{ data: Group[]; more?: boolean }>(path, { signal }),
    placeholderData: (old, before) => (before?.queryKey[1] === entity.name ? old : undefined),
    enabled: enabled && sums.length > 0,
  });
  const all = useSummary(entity, state, "", sums, false);
  const asked = all.isPlaceholderData ? undefined : all.data;
  const many = few.data?.more === true;
  return { groups: asked ?? (many ? undefined : few.data?.data), many, reckon: () => void all.refetch() };
}

/**
 * Keeps a list true, as rows, a board or a calendar: a row that has changed is asked for anew,
 * and leaves the list when it does not belong there any more. New ones come with the next look
 * at the first page. Without the path of a table's rows there are only boards and calendars.
 */
export function useLiveRows(entity: Entity, path = ""): void {
  const queries = useQueryClient();
  const changed = useRef(new Map<string, Hint>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const settle = async () => {
    // What is on its way may be of before, or after.
    if (queries.isFetching({ queryKey: rowsKey(entity) }) > 0) return arm();
    const ids = [...changed.current.values()].flatMap((hint) => (hint.id && !isShown(queries, entity, hint) ? [hint.id] : []));
    changed.current.clear();
    if (ids.length === 0) return;
    const table = queries.getQueryCache().find<Pages>({ queryKey: [...rowsKey(entity), path], exact: true });
    const rows = table?.isActive() ? table : undefined;
    await Promise.all([
      rows && refresh(ids, rows.queryKey, rows.state.data?.pages ?? []),
      queries.invalidateQueries({ queryKey: rowsKey(entity), predicate: (query) => query !== rows }),
      queries.invalidateQueries({ queryKey: summaryKey(entity) }),
    ]);
  };
  const refresh = async (ids: string[], key: QueryKey, pages: Page[]) => {
    const known = new Set(pages.flatMap((page) => page.data.map((row) => row.id)));
    const stale = ids.filter((id) => known.has(id));
    const added = ids.length > stale.length;
    if ((added && pages.length <= 1) || stale.length > 50) await queries.invalidateQueries({ queryKey: key });
    else if (stale.length > 0) await patch(stale, key);
  };
  const patch = async (ids: string[], key: QueryKey) => {
    const page = await loadPage(`${path.replace(/limit=\d+/, "limit=50")}&id[in]=${ids.join(",")}`, "");
    const fresh = new Map(page.data.map((row) => [row.id, row]));
    queries.setQueryData<Pages>(key, (old) => old && replaceRows(old, ids, fresh));
  };
  const arm = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void settle().catch(() => queries.invalidateQueries({ queryKey: rowsKey(entity) })), 400);
  };
  useLive([entity.plural], (hint) => {
    if (!hint.id) return;
    changed.current.set(hint.id, hint);
    arm();
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}

/** Whether everything that is shown of an entity's rows has what a hint tells. */
function isShown(queries: QueryClient, entity: Entity, hint: Hint): boolean {
  const shown = queries.getQueryCache().findAll({ queryKey: rowsKey(entity), type: "active" });
  const rows = shown.flatMap((query) => rowsOf(query.state.data).filter((row) => row.id === hint.id));
  return rows.length > 0 && rows.every((row) => isKnown(hint, row));
}

/** The rows of whatever holds rows: the pages of a list or of a column, a group, the days of a calendar. */
function rowsOf(data: unknown): Row[] {
  if (Array.isArray(data)) return data;
  const held = data as { pages?: Page[]; rows?: Row[] } | undefined;
  return held?.pages?.flatMap((page) => page.data) ?? held?.rows ?? [];
}

/** Changes a row in whatever holds rows: the pages of a list or of a column, a group, the days of a calendar. */
export function patched(data: unknown, id: string, change: Record<string, unknown>): unknown {
  const one = (row: Row) => (row.id === id ? { ...row, ...change } : row);
  if (Array.isArray(data)) return data.map(one);
  if (data && typeof data === "object" && "pages" in data) {
    const { pages } = data as { pages: { data: Row[] }[] };
    return { ...data, pages: pages.map((page) => ({ ...page, data: page.data.map(one) })) };
  }
  if (data && typeof data === "object" && "rows" in data) return { ...data, rows: (data as { rows: Row[] }).rows.map(one) };
  return data;
}

/** Changes a row wherever it is shown or known. */
export function patchRows(queries: QueryClient, entity: Entity, id: string, change: Record<string, unknown>): void {
  queries.setQueriesData({ queryKey: rowsKey(entity) }, (old) => patched(old, id, change));
}

/** Puts fresh rows in the places of old ones; those of ids that are not among the fresh go. */
export function replaceRows(pages: Pages, ids: string[], fresh: ReadonlyMap<string, Row>): Pages {
  const meant = new Set(ids);
  return {
    ...pages,
    pages: pages.pages.map((page) =>
      page.data.some((row) => meant.has(row.id))
        ? {
            ...page,
            data: page.data.map((row) => fresh.get(row.id) ?? row).filter((row) => !meant.has(row.id) || fresh.has(row.id)),
          }
        : page,
    ),
  };
}
