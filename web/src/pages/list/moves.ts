import type { Entity, Field, Row, Step } from "@/meta/types";
import { isEditable, kindOf } from "@/ui/kind";

/** What moving a card to another column means: a step, a change of the field, or nothing, and why. */
export type Move =
  | { kind: "step"; step: Step }
  | { kind: "change" }
  | { kind: "stay" }
  | { kind: "refused"; why: "no-step" | "no-permission"; step?: Step };

/** What leads a record from one column of a board to another. */
export function moveOf(entity: Entity, field: Field, from: string, to: string, may: (permission: string) => boolean): Move {
  if (from === to) return { kind: "stay" };
  if (!entity.states || field.name !== "status") {
    return isEditable(entity, field, may) ? { kind: "change" } : { kind: "refused", why: "no-permission" };
  }
  const steps = (entity.steps ?? []).filter((step) => step.to === to && step.from.includes(from));
  // The plain way first: the one that asks for the least.
  const allowed = steps.filter((step) => may(step.need)).sort((a, b) => required(a) - required(b))[0];
  if (allowed) return { kind: "step", step: allowed };
  return steps[0] ? { kind: "refused", why: "no-permission", step: steps[0] } : { kind: "refused", why: "no-step" };
}

function required(step: Step): number {
  return (step.takes ?? []).filter((one) => one.required).length;
}

/** The fields that a board may have as columns: the state, and every choice that lists may be filtered by. */
export function boardFields(entity: Entity): Field[] {
  return entity.fields
    .filter((field) => field.operators?.includes("eq") && !field.own && kindOf(field) === "choice")
    .sort((a, b) => Number(b.name === "status") - Number(a.name === "status"));
}

/** The columns of a board: the values of its field that the list's own filter lets through. */
export function boardValues(entity: Entity, field: Field, conditions: Record<string, string> | undefined): string[] {
  const all = field.name === "status" && entity.states ? entity.states : (field.choices ?? []);
  const wanted = conditions?.in?.split(",") ?? (conditions?.eq !== undefined ? [conditions.eq] : undefined);
  return all.filter((value) => (!wanted || wanted.includes(value)) && value !== conditions?.ne);
}

/** The rows of columns after a card went from one to the other. */
export function moved(rows: Row[], row: Row, role: "from" | "to"): Row[] {
  const rest = rows.filter((one) => one.id !== row.id);
  return role === "to" ? [row, ...rest] : rest;
}
