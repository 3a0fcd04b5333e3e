import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/api/client";
import { me } from "@/app/self";
import { useSession } from "@/app/session";
import { titleOf } from "@/meta/model";
import type { Entity, Field, Page, Reference, Row } from "@/meta/types";
import { kindOf } from "@/ui/kind";
import { listPath } from "./state";

/** What records are called that are known by their ids only: those of filters and groups. */
export function useTitles(target: string | undefined, ids: string[]): ReadonlyMap<string, string> {
  const { model } = useSession();
  const entity = model.named(target);
  const wanted = [...new Set(ids)].filter((id) => id !== "null" && id !== me).sort();
  const { data } = useQuery({
    queryKey: ["titles", target, wanted],
    queryFn: () => (entity ? loadTitles(entity, wanted) : new Map<string, string>()),
    enabled: !!entity && wanted.length > 0,
    placeholderData: (old) => old,
  });
  return data ?? none;
}

const none: ReadonlyMap<string, string> = new Map();
const atOnce = 100; // a list of values has at most so many

/** Loads what records are called, as many as there are. */
export async function loadTitles(entity: Entity, ids: string[]): Promise<Map<string, string>> {
  const pages = await Promise.all(
    chunks(ids, atOnce).map((part) =>
      api<Page>(listPath(entity, { filters: { id: { in: part.join(",") } }, q: "", sort: "" }, [], part.length)),
    ),
  );
  return new Map(pages.flatMap((page) => page.data.map((row) => [row.id, titleOf(entity, row)])));
}

/** Names the records of any kind to which rows refer, of those kinds that may be seen. */
export function useRecordTitles(columns: Field[], rows: Row[]) {
  const { model } = useSession();
  const wanted = useMemo(() => {
    const records = columns.filter((field) => kindOf(field) === "record").map((field) => field.name);
    const found = new Map<string, Set<string>>();
    for (const record of rows.flatMap((row) => records.map((name) => row[name] as Reference | null))) {
      const entity = String(record?.entity ?? "");
      if (record && model.named(entity)) found.set(entity, (found.get(entity) ?? new Set()).add(record.id));
    }
    // By hundreds, so that what is known of the rows above stays known when more come.
    return [...found].flatMap(([entity, ids]) =>
      chunks([...ids], atOnce).map((part) => ({ entity: model.named(entity) as Entity, ids: part })),
    );
  }, [columns, rows, model]);
  return useQueries({
    queries: wanted.map(({ entity, ids }) => ({
      queryKey: ["titles", entity.name, ids],
      queryFn: () => loadTitles(entity, ids),
      staleTime: 60_000,
    })),
    combine: titled,
  });
}

/** Says of a reference what its record is called, as far as that is known. */
function titled(found: { data?: Map<string, string> }[]) {
  const known = new Map(found.flatMap(({ data }) => [...(data ?? [])]));
  return { of: (record: Reference | null): Reference | null => record && { ...record, title: known.get(record.id) } };
}

function chunks<T>(all: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
