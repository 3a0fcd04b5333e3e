import { Tooltip } from "@mantine/core";
import { useEffect, useState } from "react";

/** How long the pointer rests on something before it is explained, in milliseconds. */
const rest = 350;

/**
 * Shows what is said in help of something, beside its name: where the pointer rests on it or
 * a finger taps it, or at F1 for the field, the column or the page that is worked on. What has
 * help bears it in data-help.
 */
export function Explainer() {
  const [target, setTarget] = useState<HTMLElement | undefined>();
  useEffect(() => listen(setTarget), []);
  const text = target?.dataset.help;
  if (!target?.isConnected || !text) return null;
  return (
    <Tooltip
      opened
      multiline
      key={text}
      target={target}
      label={text}
      maw="min(340px, 90vw)"
      position="top-start"
      transitionProps={{ duration: 0 }}
      role="tooltip"
    />
  );
}

/** Follows the pointer, the finger and the keyboard; answers what ends it. */
function listen(show: (target: HTMLElement | undefined) => void): () => void {
  let timer = 0;
  const hide = () => {
    clearTimeout(timer);
    show(undefined);
  };
  const rested = (event: PointerEvent) => {
    clearTimeout(timer);
    if (event.pointerType === "touch") return;
    const on = explained(event.target);
    if (on) timer = window.setTimeout(() => show(on), rest);
    else if (!(event.target instanceof Element && event.target.closest("[role=tooltip]"))) hide();
  };
  const tapped = (event: MouseEvent) => {
    const on = event instanceof PointerEvent && event.pointerType === "touch" ? explained(event.target) : undefined;
    if (!on || on.closest("button:not([data-help]), a, [role=menuitem]")) return hide();
    event.preventDefault();
    show(on);
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== "F1") return hide();
    const on = worked();
    if (!on) return;
    event.preventDefault();
    clearTimeout(timer);
    show(on);
    on.scrollIntoView({ block: "nearest" });
  };
  const focused = (event: FocusEvent) => {
    hide();
    const at = event.target;
    if (at instanceof HTMLElement && at.dataset.term && at.matches(":focus-visible")) show(at);
  };
  const ends = new AbortController();
  const always = { signal: ends.signal, capture: true };
  document.addEventListener("pointerover", rested, always);
  document.addEventListener("click", tapped, always);
  document.addEventListener("keydown", pressed, always);
  document.addEventListener("focusin", focused, always);
  document.addEventListener("scroll", hide, { ...always, passive: true });
  return () => {
    clearTimeout(timer);
    ends.abort();
  };
}

function explained(at: EventTarget | null): HTMLElement | undefined {
  return (at instanceof Element && at.closest<HTMLElement>("[data-help]")) || undefined;
}

/** What explains where the keyboard is: the name of the field or of the column, otherwise that of the page. */
function worked(): HTMLElement | undefined {
  const focus = document.activeElement;
  const named = focus?.getAttribute("aria-activedescendant");
  const at = (named && document.getElementById(named)) || focus;
  if (!at || at === document.body) return within(document.getElementById("content")?.querySelector("h1"));
  const cell = at.closest("[role=gridcell], [role=rowheader]");
  const column = cell?.getAttribute("aria-colindex");
  if (cell)
    return within(cell.closest("[role=grid], [role=treegrid]")?.querySelector(`[role=columnheader][aria-colindex="${column}"]`));
  return explained(at) ?? within(at.closest("[data-field], label"));
}

function within(part: Element | null | undefined): HTMLElement | undefined {
  if (part instanceof HTMLElement && part.dataset.help) return part;
  return part?.querySelector<HTMLElement>("[data-help]") ?? undefined;
}
