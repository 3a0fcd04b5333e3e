import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { Search } from "@/app/search";
import { type ListState, readState, writeState } from "./state";

export type SetState = (change: Partial<ListState>, replace?: boolean) => void;

/** What the address says besides: the record that is looked at from the side. */
function kept({ peek }: { peek?: string }): Search {
  return peek ? { peek } : {};
}

/** The state of a list, which is its address. */
export function useListState(): [ListState, SetState] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const state = useMemo(() => readState(search), [search]);
  const set = useCallback<SetState>(
    (change, replace = false) => {
      void navigate({
        to: ".",
        search: (old) => ({ ...kept(old), ...writeState({ ...readState(old as Search), ...change }) }),
        replace,
      });
    },
    [navigate],
  );
  return [state, set];
}
