/** How many frames something that was moved may take to be drawn anew, and to be gone from its old place. */
const patience = { anew: 40, gone: 12 };

/** How many things are on their way to another place, where the keyboard follows them. */
let moving = 0;

/** Whether the keyboard waits for something that is drawn anew in another place. */
export function isMoving(): boolean {
  return moving > 0;
}

/**
 * Gives the keyboard to what a selector finds, as soon as what has it now is gone: what is
 * moved to another place of the page is drawn anew there.
 */
export function focusMoved(selector: string): void {
  const before = document.querySelector<HTMLElement>(selector);
  const look = (frame: number) => {
    const at = document.activeElement;
    const found = !at || at === document.body ? document.querySelector<HTMLElement>(selector) : undefined;
    const there = found && (found !== before || frame > patience.gone);
    if (!there && frame < patience.anew) {
      requestAnimationFrame(() => look(frame + 1));
      return;
    }
    moving--;
    if (there) found.focus();
  };
  moving++;
  requestAnimationFrame(() => look(0));
}

/** The steps in days that arrows mean in a calendar, as it is read. */
export function daysOf(key: string): number | undefined {
  const forward = document.documentElement.dir === "rtl" ? -1 : 1;
  return { ArrowRight: forward, ArrowLeft: -forward, ArrowDown: 7, ArrowUp: -7 }[key];
}

/**
 * Leads the keyboard from an entry of a calendar to the next one in the direction of an arrow:
 * up and down within its day first, then by weeks, sideways by days; days without any are passed.
 */
export function walkDays(from: HTMLElement, by: number): void {
  nextEntry(from, by)?.focus();
}

function nextEntry(from: HTMLElement, by: number): HTMLElement | undefined {
  const day = from.closest("[data-day]");
  const within = (one: Element | null | undefined) => [...(one?.querySelectorAll<HTMLElement>("[data-entry]") ?? [])];
  const entries = within(day);
  const beside = Math.abs(by) === 7 ? entries[entries.indexOf(from) + Math.sign(by)] : undefined;
  if (beside) return beside;
  const days = [...(day?.parentElement?.querySelectorAll("[data-day]") ?? [])];
  const at = day ? days.indexOf(day) : -1;
  for (let next = at + by; next >= 0 && next < days.length; next += by) {
    const there = within(days[next]);
    if (there.length > 0) return by === -7 ? there.at(-1) : there[0];
  }
  return undefined;
}
