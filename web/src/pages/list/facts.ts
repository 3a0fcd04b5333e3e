import { fieldOf, titleOf } from "@/meta/model";
import type { Entity, Field, Row } from "@/meta/types";
import { isState, textOf } from "@/ui/cells";
import { kindOf } from "@/ui/kind";

/** What a card shows of a record besides its title: a state, an amount, and a second line of three other facts. */
export function factsOf(
  entity: Entity,
  columns: Field[],
  row: Row,
): { title: string; detail: string; amount: string; status?: string } {
  const inTitle = new Set([...entity.title.matchAll(/\{(\w+)\}/g)].map((m) => m[1]));
  const status = columns.find(isState) ?? fieldOf(entity, "status");
  const amount = columns.findLast((field) => kindOf(field) === "amount");
  const used = new Set([status?.name, amount?.name]);
  const rest = columns.filter(
    (field) => !inTitle.has(field.name) && !used.has(field.name) && !isState(field) && kindOf(field) !== "flag",
  );
  const detail = rest.map((field) => textOf(field, row[field.name])).filter(Boolean);
  return {
    title: titleOf(entity, row),
    detail: detail.slice(0, 3).join(" · "),
    amount: amount ? textOf(amount, row[amount.name]) : "",
    status: status && typeof row[status.name] === "string" ? (row[status.name] as string) : undefined,
  };
}
