import type { Model } from "@/meta/model";
import { navigation } from "./nav";

const patience = 1500; // between the first key and the second

let begun: { key: "g" | "c"; at: number } | undefined;

/** Remembers that a key was pressed after which a letter leads somewhere. */
export function beginSequence(key: "g" | "c"): void {
  begun = { key, at: Date.now() };
}

/** The key after which the next letter leads somewhere, if one was pressed a moment ago. */
export function begunSequence(): "g" | "c" | undefined {
  return begun && Date.now() - begun.at < patience ? begun.key : undefined;
}

/** Ends what was begun, whatever came of it. */
export function endSequence(): void {
  begun = undefined;
}

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
