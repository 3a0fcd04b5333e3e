import { useQueryClient } from "@tanstack/react-query";
import { post } from "@/api/client";
import { parseSearch } from "@/app/search";
import { type SavedView, type Start, startKey, useSession } from "@/app/session";
import type { Entity } from "@/meta/types";
import { emptyState, type ListState, queryOf, readState, sameState } from "./state";

/** A tab above a list: everything, those in one state, or a view that somebody saved. */
export interface Tab {
  key: string;
  /** A state's value, or a view's own name. */
  name: string;
  kind: "all" | "state" | "saved";
  state: ListState;
  saved?: SavedView;
}

const rank = { me: 0, team: 1, everyone: 2 };

/** The tabs of a list: the system's first, then what is pinned, one's own, the team's, everyone's. */
export function tabsOf(entity: Entity, views: SavedView[]): Tab[] {
  const states = (entity.states ?? []).map<Tab>((state) => ({
    key: state,
    name: state,
    kind: "state",
    state: { ...emptyState, filters: { status: { eq: state } } },
  }));
  const saved = views
    .filter((view) => view.entity === entity.name)
    .sort((a, b) => Number(b.pinned) - Number(a.pinned) || rank[a.shared] - rank[b.shared] || a.name.localeCompare(b.name))
    .map<Tab>((view) => ({
      key: view.id,
      name: view.name,
      kind: "saved",
      state: readState(parseSearch(view.query)),
      saved: view,
    }));
  return [{ key: "", name: "", kind: "all", state: emptyState }, ...states, ...saved];
}

/** The tab that a list belongs to: the one it names, else one that shows just this, else all. */
export function tabOf(tabs: Tab[], state: ListState): Tab | undefined {
  if (state.view) return tabs.find((tab) => tab.key === state.view) ?? tabs[0];
  return tabs.find((tab) => sameState(tab.state, state)) ?? tabs[0];
}

/** Saves, changes and removes views; what is shown of them changes at once. */
export function useViews() {
  const queries = useQueryClient();
  const { views } = useSession();
  const put = (next: SavedView[]) => queries.setQueryData<Start>(startKey, (old) => old && { ...old, views: next });
  return {
    async add(entity: Entity, name: string, state: ListState, shared: SavedView["shared"], pinned: boolean): Promise<SavedView> {
      const view = await post<SavedView>("views/add", { entity: entity.name, name, query: queryOf(state), shared, pinned });
      put([...views, view]);
      return view;
    },
    async change(
      id: string,
      change: Partial<Pick<SavedView, "name" | "query" | "shared" | "pinned" | "is_default">>,
    ): Promise<void> {
      const view = await post<SavedView>("views/change", { view: id, ...change });
      put(
        views.map((old) =>
          old.id === id ? view : change.is_default && old.entity === view.entity ? { ...old, is_default: false } : old,
        ),
      );
    },
    async remove(id: string): Promise<void> {
      await post("views/remove", { view: id });
      put(views.filter((old) => old.id !== id));
    },
  };
}
