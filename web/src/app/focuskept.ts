import { isMoving } from "@/ui/focus";

/** How long something new has to take the keyboard by itself, in milliseconds: a dialog gives it back where it can. */
const patience = 120;
const remembered = 30;

/**
 * Gives the keyboard back when what had it goes away: to the same button once it has done its
 * work, otherwise to the place it had before that is still there. A dialog that was opened from
 * a menu leads back to the menu's button, a row that was removed to where one came from.
 * Whoever points is left alone.
 */
export function keepFocus(): () => void {
  const history: HTMLElement[] = [];
  let byKeys = false;
  let timer = 0;
  const ends = new AbortController();
  const always = { signal: ends.signal, capture: true };
  const look = () => {
    if (!byKeys || timer || isSomewhere() || !wasTaken(history.at(-1))) return;
    timer = window.setTimeout(() => {
      timer = 0;
      if (isMoving()) look();
      else if (byKeys && !isSomewhere() && wasTaken(history.at(-1))) giveBack(history);
    }, patience);
  };
  const onFocus = (event: FocusEvent) => {
    if (!(event.target instanceof HTMLElement)) return;
    history.push(event.target);
    if (history.length > remembered) history.shift();
  };
  const onBlur = (event: FocusEvent) => {
    const from = event.target;
    // What lets go by itself has not lost anything.
    requestAnimationFrame(() => {
      if (from === history.at(-1) && !isSomewhere() && !wasTaken(history.at(-1))) history.length = 0;
      else look();
    });
  };
  document.addEventListener("focusin", onFocus, always);
  document.addEventListener("focusout", onBlur, always);
  document.addEventListener("keydown", () => (byKeys = true), always);
  document.addEventListener("pointerdown", () => (byKeys = false), always);
  const changes = new MutationObserver(look);
  changes.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["disabled"] });
  return () => {
    ends.abort();
    changes.disconnect();
    clearTimeout(timer);
  };
}

function isSomewhere(): boolean {
  return document.activeElement !== null && document.activeElement !== document.body;
}

/** Whether the keyboard was taken away: its place has gone, or was switched off, or is on again since. */
function wasTaken(last: HTMLElement | undefined): boolean {
  if (!last) return false;
  return !last.isConnected || last.matches(":disabled") || taken.has(last);
}

const taken = new WeakSet<HTMLElement>();

function giveBack(history: HTMLElement[]): void {
  const last = history.at(-1);
  if (last?.isConnected && last.matches(":disabled")) {
    // It does its work, and is on again afterwards.
    taken.add(last);
    return;
  }
  if (last) taken.delete(last);
  const dialogs = document.querySelectorAll("[role=dialog][aria-modal=true]");
  const within = dialogs[dialogs.length - 1];
  const to = history.findLast(
    (one) => one.isConnected && !one.matches(":disabled") && one.checkVisibility() && (!within || within.contains(one)),
  );
  // What it is given back to may go next: the places before are kept.
  history.splice(0, history.length, ...history.filter((one) => one.isConnected));
  to?.focus();
}
