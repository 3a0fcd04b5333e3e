import { useEffect, useRef } from "react";
import { Wedge } from "./scan";

/**
 * Hears scanners that stand for a keyboard, wherever the focus is: only fields that are
 * marked with data-scan="off" take what is scanned as typed. What a scanner types is kept
 * from shortcuts and fields.
 */
export function useScan(onScan: (code: string) => void, on = true): void {
  const heard = useRef(onScan);
  heard.current = onScan;
  useEffect(() => {
    if (!on) return undefined;
    const wedge = new Wedge();
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.target instanceof Element && event.target.closest("[data-scan=off]")) return;
      const code = wedge.take(event.key, event.timeStamp);
      if (code === undefined && !wedge.fast) return;
      event.preventDefault();
      event.stopPropagation();
      if (code !== undefined) heard.current(code);
    };
    addEventListener("keydown", press, { capture: true });
    return () => removeEventListener("keydown", press, { capture: true });
  }, [on]);
}
