import { notifications } from "@mantine/notifications";
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { type Ask, api } from "@/api/client";
import { asProblem } from "@/api/problem";
import type { Search } from "@/app/search";
import { stringifySearch } from "@/app/search";
import { useLive } from "./live";

/** How often figures that move are asked for anew. */
export const everyFive = 5_000;

/** The address of what operators may ask. */
export function enterprise(path: string): string {
  return `/api/enterprise/${path}`;
}

/** Asks for something of the installation; with every, again and again while the page is seen. */
export function useAsked<T>(path: string, { every = 0, enabled = true }: { every?: number; enabled?: boolean } = {}) {
  const { live } = useLive();
  return useQuery({
    queryKey: ["operator", path],
    queryFn: ({ signal }) => api<T>(enterprise(path), { signal }),
    refetchInterval: live && every > 0 ? every : false,
    placeholderData: keepPreviousData,
    staleTime: 2_000,
    enabled,
  });
}

/** A page of a list, by whichever name its next one goes. */
interface Paged<T> {
  data: T[];
  next?: string | null;
  next_cursor?: string | number | null;
}

/** Asks for a list page by page. */
export function usePages<T>(path: string, filters: Search, { cursor = "cursor", every = 0 } = {}) {
  const { live } = useLive();
  const query = useInfiniteQuery({
    queryKey: ["operator", path, filters],
    queryFn: ({ pageParam, signal }) =>
      api<Paged<T>>(enterprise(path) + stringifySearch({ ...filters, [cursor]: pageParam, limit: 50 }), { signal }),
    initialPageParam: "",
    getNextPageParam: (page) => {
      const next = page.next ?? page.next_cursor;
      return next ? String(next) : undefined;
    },
    refetchInterval: live && every > 0 ? every : false,
    placeholderData: keepPreviousData,
    staleTime: 2_000,
  });
  return { ...query, rows: query.data?.pages.flatMap((page) => page.data) ?? [] };
}

/** The filters of a page, which stand in its address. */
export function useFilters(...names: string[]): [Search, (change: Search) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const filters = Object.fromEntries(names.filter((name) => search[name]).map((name) => [name, search[name] ?? ""]));
  const change = (changed: Search) => {
    const next = Object.fromEntries(Object.entries({ ...search, ...changed }).filter(([, value]) => value !== ""));
    void navigate({ to: ".", search: next, replace: true });
  };
  return [filters, change];
}

/**
 * Does something to the installation, and has what is shown asked for anew. A problem is
 * kept for the dialog that asked; without one, say loud, and it is told as a notice.
 */
export function useAct({ loud = false } = {}) {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const act = async <T>(path: string, ask: Ask, done?: string | ((answer: T) => string)): Promise<{ answer: T } | undefined> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const answer = await api<T>(enterprise(path), { method: "POST", ...ask });
      if (done) notifications.show({ message: typeof done === "string" ? done : done(answer), color: "green" });
      await queries.invalidateQueries({ queryKey: ["operator"] });
      return { answer };
    } catch (thrown) {
      setProblem(thrown);
      const { title, message } = asProblem(thrown);
      if (loud) notifications.show({ title, message, color: "red", autoClose: false });
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { act, busy, problem, clear: () => setProblem(undefined) };
}
