import { useEffect, useRef } from "react";
import { parseSearch } from "@/app/search";
import { useSession } from "@/app/session";
import type { Entity } from "@/meta/types";
import { emptyState, type ListState, queryOf, readState, sameState } from "./state";
import type { SetState } from "./useListState";

/**
 * Opens a list as it was left, or with the view that is the default, when its address
 * says nothing; and remembers how it is left.
 */
export function useLastView(entity: Entity, state: ListState, set: SetState): void {
  const { preferences, prefer, views } = useSession();
  const opened = useRef(false);
  const now = useRef({ state, preferences, prefer });
  now.current = { state, preferences, prefer };
  useEffect(() => {
    if (opened.current) return;
    opened.current = true;
    if (!sameState(now.current.state, emptyState) || now.current.state.view) return;
    const usual = views.find((view) => view.entity === entity.name && view.is_default);
    const last = usual?.query ?? now.current.preferences.last?.[entity.name];
    if (last) set({ ...readState(parseSearch(last)), ...(usual ? { view: usual.id } : {}) }, true);
  }, [entity, views, set]);
  useEffect(
    () => () => {
      const { state: left, preferences: kept, prefer: keep } = now.current;
      const query = queryOf({ ...left, q: "" });
      if (query !== (kept.last?.[entity.name] ?? "")) keep({ last: { ...kept.last, [entity.name]: query } });
    },
    [entity],
  );
}
