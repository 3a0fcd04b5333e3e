/** How long what is typed is kept for a palette that does not come, in milliseconds. */
const patience = 15_000;

let wished = false;
let since = 0;
let typed = "";
let there = false;
const listeners = new Set<() => void>();

/** Whether somebody wants to see the palette. */
export function isWished(): boolean {
  return wished;
}

/** Shows the palette, as soon as it has come, or hides it. */
export function wish(want: boolean): void {
  wished = want;
  since = Date.now();
  typed = "";
  for (const tell of listeners) tell();
}

/** Hears when the wish changes; answers what ends it. */
export function onWish(tell: () => void): () => void {
  listeners.add(tell);
  return () => void listeners.delete(tell);
}

/** Tells that the palette is there and hears keys by itself; answers what was typed until then. */
export function arrived(): string {
  there = true;
  const kept = typed;
  typed = "";
  return kept;
}

/** Tells that the palette has gone. */
export function left(): void {
  there = false;
}

/**
 * Hears Ctrl+K from the first moment on: the palette comes a little after the page, the wish
 * for it is kept until then, and so is what is typed meanwhile.
 */
export function hearWishes(): () => void {
  const onKey = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      wish(!wished);
    } else if (wished && !there && Date.now() - since < patience && keep(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  addEventListener("keydown", onKey, { capture: true });
  return () => removeEventListener("keydown", onKey, { capture: true });
}

/** Does with what was typed what a field would do; false for keys that are none of its own. */
function keep(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if (event.key === "Escape") wish(false);
  else if (event.key === "Backspace") typed = typed.slice(0, -1);
  else if ([...event.key].length === 1) typed += event.key;
  else return event.key === "Enter";
  return true;
}
