import type { Entity } from "@/meta/types";
import type { ListState } from "./state";
import type { SetState } from "./useListState";
export function Calendar(_: { entity: Entity; state: ListState; set: SetState }) {
  return null;
}
