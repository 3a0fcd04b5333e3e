import type { Schemas } from "@/api/problem";

export type Item = Schemas["CollaborationInboxAnswerDataLine"];

/** What is new about one record, the latest first. */
export interface Group {
  key: string;
  about: Item["about"];
  items: Item[];
  unread: Item[];
}

/** Puts what is about one record together, where the latest of it stands. */
export function grouped(items: Item[]): Group[] {
  const groups = new Map<string, Group>();
  for (const item of items) {
    const key = item.about ? `${item.about.entity}/${item.about.id}` : item.id;
    const group = groups.get(key) ?? { key, about: item.about, items: [], unread: [] };
    group.items.push(item);
    if (!item.read_at) group.unread.push(item);
    groups.set(key, group);
  }
  return [...groups.values()];
}
