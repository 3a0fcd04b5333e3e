/** How long what was loaded is shown without being asked for again, in milliseconds. */
export const fresh = 30_000;

/**
 * The server's time, as its answers tell it: what is shown was loaded at some moment of it, and
 * what has happened since then is asked for when a page begins to hear of changes.
 */
export class Position {
  private first: number | undefined;
  private last: number | undefined;

  /** Takes note of when an answer was given, by its header Date. */
  note(date: string | null): void {
    const at = Date.parse(date ?? "");
    if (Number.isNaN(at)) return;
    this.first = Math.min(this.first ?? at, at);
    this.last = Math.max(this.last ?? at, at);
  }

  /** A moment that nothing is older than of what is shown as fresh; undefined while nothing was loaded. */
  get since(): string | undefined {
    if (this.first === undefined || this.last === undefined) return undefined;
    return new Date(Math.max(this.first, this.last - fresh)).toISOString();
  }
}

/** That of this page. */
export const position = new Position();
