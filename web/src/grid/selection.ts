import { useCallback, useMemo, useRef, useState } from "react";

export interface Selection {
  ids: ReadonlySet<string>;
  toggle: (id: string) => void;
  /** Selects everything between the row that was selected last and this one. */
  range: (id: string) => void;
  all: () => void;
  clear: () => void;
}

/** What lies between two of some ids, both included, whichever comes first. */
export function between(ids: string[], from: string | undefined, to: string): string[] {
  const [a, b] = [ids.indexOf(from ?? to), ids.indexOf(to)];
  if (a < 0 || b < 0) return [to];
  return ids.slice(Math.min(a, b), Math.max(a, b) + 1);
}

/** Which rows are selected, of those that are there. */
export function useSelection(ids: string[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string>(undefined);
  const known = useRef(ids);
  known.current = ids;
  const toggle = useCallback((id: string) => {
    last.current = id;
    setChosen((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const range = useCallback((id: string) => {
    const part = between(known.current, last.current, id);
    setChosen((old) => new Set([...old, ...part]));
  }, []);
  const all = useCallback(() => {
    setChosen((old) => (known.current.every((id) => old.has(id)) ? new Set() : new Set(known.current)));
  }, []);
  const clear = useCallback(() => setChosen(new Set()), []);
  return useMemo(() => ({ ids: chosen, toggle, range, all, clear }), [chosen, toggle, range, all, clear]);
}
