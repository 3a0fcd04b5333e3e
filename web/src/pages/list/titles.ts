import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { me } from "@/app/self";
import { useSession } from "@/app/session";
import { titleOf } from "@/meta/model";
import type { Entity, Page } from "@/meta/types";
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
const atOnce = 12; // a value of a filter has at most 500 bytes

/** Loads what records are called, as many as there are. */
export async function loadTitles(entity: Entity, ids: string[]): Promise<Map<string, string>> {
  const parts = Array.from({ length: Math.ceil(ids.length / atOnce) }, (_, i) => ids.slice(i * atOnce, (i + 1) * atOnce));
  const pages = await Promise.all(
    parts.map((part) =>
      api<Page>(listPath(entity, { filters: { id: { in: part.join(",") } }, q: "", sort: "" }, [], part.length)),
    ),
  );
  return new Map(pages.flatMap((page) => page.data.map((row) => [row.id, titleOf(entity, row)])));
}
