import { useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "@/api/problem";

/** Something that is being saved: what became of it, to be shown beside the button. */
export interface Saving {
  busy: boolean;
  /** Whether it has been saved just now. */
  saved: boolean;
  problem?: Problem;
  /** Saves; tells whether that worked. */
  save: (step: () => Promise<unknown>) => Promise<boolean>;
}

/** Saves, and remembers for a moment that it did; begins so where what was just saved is shown anew. */
export function useSaving(saved = false): Saving {
  const [state, setState] = useState<Omit<Saving, "save">>({ busy: false, saved });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (saved) timer.current = setTimeout(() => setState({ busy: false, saved: false }), 4000);
    return () => clearTimeout(timer.current);
  }, [saved]);
  const save = async (step: () => Promise<unknown>) => {
    clearTimeout(timer.current);
    setState({ busy: true, saved: false });
    try {
      await step();
      setState({ busy: false, saved: true });
      timer.current = setTimeout(() => setState({ busy: false, saved: false }), 4000);
      return true;
    } catch (thrown) {
      setState({ busy: false, saved: false, problem: asProblem(thrown) });
      return false;
    }
  };
  return { ...state, save };
}
