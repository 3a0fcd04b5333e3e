import { useQueries } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import { api } from "@/api/client";
import { useSession } from "@/app/session";
import type { Entity, Field, Reference, Row } from "@/meta/types";
import type { FormStore } from "../store";
import { type Line, linesOf } from "../values";

interface Source {
  name: string;
  entity: Entity;
  id: string;
}

/**
 * The lines of other records that lines point at without saying of what they are:
 * order_item is an item of the record's order, invoice_line one of its invoice's, and item
 * one of the record that an action is on.
 */
export function useSourceLines(form: FormStore, lines: Field): Map<string, Line[]> {
  const { model } = useSession();
  const values = useSyncExternalStore(form.subscribe, () => form.values);
  const sources: Source[] = [];
  for (const field of lines.lines ?? []) {
    if (field.type !== "reference" || field.target || field.name === "id") continue;
    const [head = "", rest] = field.name.split("_");
    const of = rest ? form.fields.find((one) => one.name === head && one.type === "reference") : undefined;
    const value = of && (values[of.name] as Reference | null | undefined);
    const entity = of ? model.named(of.target) : form.on?.entity;
    const id = of ? value?.id : form.on?.id;
    if (entity && id) sources.push({ name: field.name, entity, id });
  }
  const answers = useQueries({
    queries: sources.map((source) => ({
      queryKey: [source.entity.plural, source.id, "lines"],
      queryFn: ({ signal }: { signal: AbortSignal }) => api<Row>(`${source.entity.plural}/${source.id}`, { signal }),
    })),
  });
  const key = sources.map((source, i) => `${source.name} ${source.id} ${answers[i]?.dataUpdatedAt ?? 0}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when sources or their answers change
  return useMemo(() => {
    const found = sources.map((source, i): [string, Line[]] => {
      const held = source.entity.fields.find((field) => field.type === "lines");
      return [source.name, held ? linesOf(answers[i]?.data?.[held.name]) : []];
    });
    return new Map(found);
  }, [key]);
}
