import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/api/client";
import { useSession } from "@/app/session";
import type { Entity, Field, Page, Row } from "@/meta/types";

/** The fields that the company has added to an entity. */
export function useCustomFields(entity: Entity, wanted = true): Field[] {
  const { model } = useSession();
  const known = model.named("system.custom_field");
  const { data } = useQuery({
    queryKey: ["custom-fields", "of", entity.name],
    queryFn: ({ signal }) => api<Page>(`custom-fields?extends=${entity.name}&limit=100&sort=id`, { signal }),
    enabled: wanted && !!known && entity.fields.some((field) => field.type === "custom"),
    staleTime: 10 * 60_000,
  });
  return useMemo(() => (data?.data ?? []).map(described), [data]);
}

/** A field of the company's own, as those of the server are described. */
export function described(row: Row): Field {
  const text = (name: string) => (typeof row[name] === "string" && row[name] ? (row[name] as string) : undefined);
  const kind = text("kind") ?? "text";
  return {
    name: text("name") ?? row.id,
    label: text("label") ?? "",
    help: text("help"),
    type: kind === "number" || kind === "amount" ? "decimal" : kind,
    required: row.required === true,
    choices: kind === "choice" ? (row.choices as string[]) : undefined,
    target: text("target"),
  };
}

// How the server filters by such fields, by their types.
const operators: Record<string, string[]> = {
  text: ["eq", "ne", "in", "prefix", "contains"],
  decimal: ["eq", "ne", "gt", "gte", "lt", "lte"],
  date: ["eq", "ne", "gt", "gte", "lt", "lte"],
  choice: ["eq", "ne", "in"],
  flag: ["eq"],
};

/** An entity as its lists know it: with the fields that the company has added, but for references. */
export function useListed(entity: Entity, wanted: boolean): Entity {
  const own = useCustomFields(entity, wanted);
  return useMemo(() => {
    const listed = own.filter((field) => operators[field.type]);
    if (listed.length === 0) return entity;
    const fields = listed.map((field) => ({ ...field, required: false, own: true, operators: operators[field.type] }));
    return { ...entity, fields: [...entity.fields, ...fields] };
  }, [entity, own]);
}
