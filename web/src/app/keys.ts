import type { Model } from "@/meta/model";
import { navigation } from "./nav";

/** What a key press means for single-letter shortcuts, where it happened. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return !!target.closest(
    "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], [role=dialog], [role=menu]",
  );
}

/** Where G or C and a letter lead; undefined when they lead nowhere that this person may go. */
export function leadsTo(first: "g" | "c", letter: string, model: Model): string | undefined {
  const entry = navigation.flatMap((group) => group.entries).find((one) => one.letter === letter);
  if (!entry) return undefined;
  const entity = model.named(entry.entity);
  if (entry.entity && !entity) return undefined;
  if (first === "g") return entry.to;
  return entity?.may_create ? `/${entity.plural}/new` : undefined;
}
