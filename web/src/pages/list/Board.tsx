import type { Entity, Field } from "@/meta/types";
import type { ListState } from "./state";
export function Board(_: { entity: Entity; state: ListState; columns: Field[] }) {
  return null;
}
