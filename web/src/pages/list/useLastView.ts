import { useEffect, useRef, useState } from "react";
import { parseSearch } from "@/app/search";
import { type Session, useSession } from "@/app/session";
import type { Entity } from "@/meta/types";
import { emptyState, type ListState, queryOf, readState, sameState } from "./state";
import type { SetState } from "./useListState";

/**
 * The state of a list: what its address says or, where that says nothing, how it was left or the
 * view that is the default. That holds from the first moment, for nothing is asked for twice, and
 * stands in the address as soon as it can. How the list is left is remembered.
 */
export function useLastView(entity: Entity, address: ListState, set: SetState): ListState {
  const session = useSession();
  const [opening, setOpening] = useState(() => (saysNothing(address) ? kept(entity, session) : undefined));
  const state = opening ?? address;
  const now = useRef({ state, session });
  now.current = { state, session };
  useEffect(() => {
    if (!opening) return;
    if (saysNothing(address)) set(opening, true);
    else setOpening(undefined);
  }, [opening, address, set]);
  useEffect(
    () => () => {
      const { preferences, prefer } = now.current.session;
      const query = queryOf({ ...now.current.state, q: "" });
      if (query !== (preferences.last?.[entity.name] ?? "")) prefer({ last: { ...preferences.last, [entity.name]: query } });
    },
    [entity],
  );
  return state;
}

function saysNothing(address: ListState): boolean {
  return sameState(address, emptyState) && !address.view;
}

/** The view that is the default, or how the list was left. */
function kept(entity: Entity, { views, preferences }: Session): ListState | undefined {
  const usual = views.find((view) => view.entity === entity.name && view.is_default);
  const query = usual?.query ?? preferences.last?.[entity.name];
  const state = { ...readState(parseSearch(query ?? "")), ...(usual && { view: usual.id }) };
  return saysNothing(state) ? undefined : state;
}
