import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/api/client";
import { useSession } from "@/app/session";
import { choice } from "@/i18n";
import { fieldOf, titleOf } from "@/meta/model";
import type { Entity, Field, Page, Reference, Row } from "@/meta/types";
import { money } from "@/ui/format";
import type { Values } from "./values";

/** The second line of a record among others: what lists show of it besides its title. */
export function detailOf(entity: Entity, record: Row | Reference): string {
  const title = titleOf(entity, record);
  return entity.list
    .map((name) => told(fieldOf(entity, name), record[name]))
    .filter((text) => text && !title.includes(text))
    .slice(0, 3)
    .join(" · ");
}

function told(field: Field | undefined, value: unknown): string {
  if (!field || value === null || value === undefined || value === "") return "";
  if (field.type === "amount") return money(value as { amount: string; currency: string });
  if (typeof value === "string") return field.choices ? choice(value) : value;
  if (typeof value === "object" && "title" in value) return String(value.title);
  return "";
}

/**
 * What of the rest of a form narrows the choice: the contacts of an order are those of its
 * client, because both name a client by the same field.
 */
export function narrowing(fields: Field[], values: Values, field: Field, target: Entity): Record<string, string> {
  const out: Record<string, string> = {};
  for (const other of fields) {
    if (other.type !== "reference" || other.name === field.name || other.name === "id") continue;
    if (["site", "owner", "department"].includes(other.name)) continue;
    const value = values[other.name] as Reference | null | undefined;
    const at = fieldOf(target, other.name);
    if (value?.id && at?.target === other.target && at?.operators?.includes("eq")) out[other.name] = value.id;
  }
  return out;
}

/** Finds records of an entity by what was typed. */
export function useFound(target: Entity | undefined, query: string, filter: Record<string, string>, enabled: boolean) {
  const params = new URLSearchParams({ ...filter, limit: "8" });
  if (query && target?.searchable) params.set("q", query);
  if (target?.states?.includes("active")) params.set("status", "active");
  return useQuery({
    queryKey: [target?.plural, "found", params.toString()],
    queryFn: ({ signal }) => api<Page>(`${target?.plural}?${params}`, { signal }),
    enabled: enabled && !!target,
    placeholderData: keepPreviousData,
    select: (page) => (target && query && !target.searchable ? page.data.filter(matches(target, query)) : page.data),
  });
}

function matches(target: Entity, query: string): (row: Row) => boolean {
  const wanted = query.toLowerCase();
  return (row) => titleOf(target, row).toLowerCase().includes(wanted);
}

/** What records are called, for references that came without their titles. */
export function useTitles(entity: string | undefined, ids: string[]): Map<string, Row> {
  const target = useSession().model.named(entity);
  const wanted = useMemo(() => [...new Set(ids)].sort().slice(0, 100), [ids]);
  const { data } = useQuery({
    queryKey: [target?.plural, "titles", wanted.join(",")],
    queryFn: ({ signal }) => api<Page>(`${target?.plural}?id[in]=${wanted.join(",")}&limit=100`, { signal }),
    enabled: !!target && wanted.length > 0,
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => new Map(data?.data.map((row) => [row.id, row])), [data]);
}
