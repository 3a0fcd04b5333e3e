import type { Place } from "./types";

/** How far the keyboard can go. */
export interface Extent {
  lines: number;
  columns: number;
  /** Lines that fit at once. */
  page: number;
}

/** Where a key leads; undefined when it leads nowhere. Keys are as in a list that is read to the right. */
export function move(place: Place, key: string, extent: Extent): Place | undefined {
  const to = (line: number) => ({ ...place, line: Math.max(-1, Math.min(extent.lines - 1, line)) });
  switch (key) {
    case "j":
    case "ArrowDown":
      return to(place.line + 1);
    case "k":
    case "ArrowUp": {
      const up = to(place.line - 1);
      return up.line === -1 && up.column === -1 ? { ...up, column: 0 } : up;
    }
    case "PageDown":
      return to(Math.max(0, place.line) + extent.page);
    case "PageUp":
      return to(Math.max(0, place.line - extent.page));
    case "Home":
      return to(0);
    case "End":
      return to(extent.lines - 1);
    case "ArrowRight":
      return { ...place, column: Math.min(extent.columns - 1, place.column + 1) };
    case "ArrowLeft":
      return { ...place, column: Math.max(place.line === -1 ? 0 : -1, place.column - 1) };
    default:
      return undefined;
  }
}
