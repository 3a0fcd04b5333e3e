import { api } from "@/api/client";
import type { Entity, Reference } from "@/meta/types";

export type FeedKind = "change" | "comment" | "letter" | "document";

/** One thing that happened to a record. */
export interface FeedEntry {
  id: string;
  kind: FeedKind;
  at: string;
  actor: string | null;
  actor_name: string;
  /** Of a change: create, update, delete, derive or a step. */
  verb: string;
  /** By field, what it was and what it is. */
  changes: Record<string, [unknown, unknown]> | null;
  text: string;
  audience: "" | "internal" | "client";
  state: string;
  reply_to: string | null;
  record: Reference | null;
  title: string;
}

export interface FeedPage {
  data: FeedEntry[];
  /** Where the next page begins; nothing on the last one. */
  next: string | null;
}

/** What the system has recomputed several times, one after the other. */
export interface Recomputed {
  kind: "recomputed";
  id: string;
  entries: FeedEntry[];
}

/** Puts what was recomputed again and again into one place, so that what people did stands out. */
export function fold(entries: FeedEntry[]): (FeedEntry | Recomputed)[] {
  const out: (FeedEntry | Recomputed)[] = [];
  for (const entry of entries) {
    const before = out.at(-1);
    if (entry.kind !== "change" || entry.verb !== "derive") out.push(entry);
    else if (before?.kind === "recomputed") before.entries.push(entry);
    else if (before?.kind === "change" && before.verb === "derive")
      out.splice(-1, 1, { kind: "recomputed", id: before.id, entries: [before, entry] });
    else out.push(entry);
  }
  return out;
}

/** What happened to a record, the latest first. */
export function askFeed(entity: Entity, id: string, kind: FeedKind | "", before: string, signal: AbortSignal): Promise<FeedPage> {
  const params = new URLSearchParams({ entity: entity.name, record: id });
  if (kind) params.set("kind", kind);
  if (before) params.set("before", before);
  return api<FeedPage>(`feed?${params}`, { signal });
}

interface HistoryEntry {
  id: string;
  at: string;
  actor: { id: string; name: string };
  verb: string;
  changes: Record<string, [unknown, unknown]>;
}

/** The changes alone, for those who may not see the feed. */
export async function askHistory(entity: Entity, id: string, before: string, signal: AbortSignal): Promise<FeedPage> {
  const page = await api<{ data: HistoryEntry[]; next_before: string | null }>(
    `${entity.plural}/${id}/history${before ? `?before=${before}` : ""}`,
    { signal },
  );
  const data = page.data.map(
    (one): FeedEntry => ({
      id: one.id,
      kind: "change",
      at: one.at,
      actor: one.actor.id,
      actor_name: one.actor.name,
      verb: one.verb,
      changes: one.changes,
      text: "",
      audience: "",
      state: "",
      reply_to: null,
      record: null,
      title: "",
    }),
  );
  return { data, next: page.next_before };
}
