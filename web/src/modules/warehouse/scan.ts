const pause = 35; // a scanner types faster than any hand
const least = 6;

/**
 * Tells what a scanner types from what people type: a scanner that stands for a keyboard
 * sends at least six characters with less than 35 ms between them, and ends with Enter or Tab.
 */
export class Wedge {
  private typed = "";
  private last = Number.NEGATIVE_INFINITY;
  /** Whether the last key came as fast as scanners type, after a character. */
  fast = false;

  /** Takes a key and when it was pressed, in milliseconds; gives the code that it ends, if it does. */
  take(key: string, at: number): string | undefined {
    const slow = at - this.last >= pause;
    this.last = at;
    this.fast = !slow && this.typed !== "" && key.length === 1;
    if (key === "Enter" || key === "Tab") {
      const code = slow ? "" : cleaned(this.typed);
      this.typed = "";
      return code.length >= least ? code : undefined;
    }
    if (slow) this.typed = "";
    if (key.length === 1) this.typed += key;
    else if (!modifiers.has(key) && !isControl(key)) this.typed = "";
    return undefined;
  }
}

const modifiers = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock", "Process", "Unidentified"]);

/** Scanners send group separators as function keys or by their names. */
function isControl(key: string): boolean {
  return /^F\d{1,2}$/.test(key);
}

/** A code without control characters and what surrounds it. */
export function cleaned(code: string): string {
  return [...code]
    .filter((character) => {
      const at = character.charCodeAt(0);
      return at > 31 && (at < 127 || at > 159);
    })
    .join("")
    .trim();
}
