import { fieldOf } from "@/meta/model";
import type { Entity, Field } from "@/meta/types";
import { isShowable, kindOf } from "@/ui/kind";

/** A column as somebody prefers it. */
export interface ColumnChoice {
  name: string;
  width?: number;
}

export const narrowest = 60;
export const widest = 800;

/** The columns of a list: those of the address, else those that the person prefers, else the entity's. */
export function columnsOf(entity: Entity, inAddress: string[], preferred: ColumnChoice[] | undefined): Field[] {
  const wanted = inAddress.length > 0 ? inAddress : (preferred?.map((c) => c.name) ?? entity.list);
  const fields = known(entity, wanted);
  return fields.length > 0 ? fields : known(entity, entity.list);
}

function known(entity: Entity, names: string[]): Field[] {
  return [...new Set(names)].map((name) => fieldOf(entity, name)).filter((f): f is Field => !!f && isShowable(f));
}

const widths: Record<string, number> = {
  choice: 120,
  flag: 80,
  date: 110,
  instant: 160,
  amount: 120,
  number: 90,
  percent: 90,
  reference: 190,
  record: 260,
  words: 240,
  verb: 120,
};

/** How wide a column is, unless somebody has made it otherwise. */
export function widthOf(field: Field, preferred: ColumnChoice[] | undefined): number {
  const chosen = preferred?.find((c) => c.name === field.name)?.width;
  if (chosen) return clampWidth(chosen);
  if (field.name === "number" || field.name === "code" || field.name === "reference") return 140;
  if (field.type === "country" || field.type === "currency") return 120;
  return widths[kindOf(field)] ?? 170;
}

export function clampWidth(width: number): number {
  return Math.round(Math.min(widest, Math.max(narrowest, width)));
}

/** Shows a column, at the end, or hides it; the last one stays. */
export function toggleColumn(names: string[], name: string): string[] {
  if (!names.includes(name)) return [...names, name];
  return names.length > 1 ? names.filter((n) => n !== name) : names;
}

/** Moves a column by some places. */
export function moveColumn(names: string[], name: string, by: number): string[] {
  const from = names.indexOf(name);
  const to = from + by;
  if (from < 0 || to < 0 || to >= names.length) return names;
  const rest = names.filter((n) => n !== name);
  rest.splice(to, 0, name);
  return rest;
}

/** What to remember: the columns in their order, with the widths that were chosen for any. */
export function remember(
  names: string[],
  before: ColumnChoice[] | undefined,
  width?: { name: string; width: number },
): ColumnChoice[] {
  return names.map((name) => {
    const chosen = width?.name === name ? width.width : before?.find((c) => c.name === name)?.width;
    return chosen ? { name, width: clampWidth(chosen) } : { name };
  });
}
