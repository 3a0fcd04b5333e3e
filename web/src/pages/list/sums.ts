import { fieldOf } from "@/meta/model";
import type { Amount, Entity, Field, Row } from "@/meta/types";
import { addDecimals } from "@/ui/decimals";
import { decimal, money } from "@/ui/format";
import { kindOf } from "@/ui/kind";
import type { Group } from "./rows";

/** The columns whose sums mean something: amounts and quantities, but not those of one of something. */
export function summable(columns: Field[]): Field[] {
  return columns.filter((field) => (kindOf(field) === "amount" || field.type === "quantity") && !field.each).slice(0, 5);
}

/** How many rows some groups are in all. */
export function countOf(groups: Group[] | undefined): number | undefined {
  return groups?.reduce((sum, group) => sum + group.count, 0);
}

/** Sums as text, by column; amounts of several currencies one beside the other. */
export function sumsText(columns: Field[], groups: Group[] | undefined): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const field of summable(columns)) {
    const parts = (groups ?? [])
      .filter((group) => typeof group[field.name] === "string")
      .map((group) => {
        const sum = group[field.name] as string;
        return kindOf(field) === "amount" && group.currency
          ? money({ amount: padded(sum, group.currency), currency: group.currency })
          : decimal(sum);
      });
    texts[field.name] = parts.join(" + ");
  }
  return texts;
}

// Sums come without their last zeros: "2612.6".
function padded(sum: string, currency: string): string {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  const [whole = "0", rest = ""] = sum.split(".");
  const digits = rest.padEnd(maximumFractionDigits, "0");
  return digits ? `${whole}.${digits}` : whole;
}

/** The sums of all groups together, by column. */
export function footOf(columns: Field[], groups: Group[]): Record<string, string> {
  const byCurrency = new Map<string | undefined, Group>();
  for (const group of groups) {
    const sum = byCurrency.get(group.currency) ?? { count: 0, currency: group.currency };
    sum.count += group.count;
    for (const field of summable(columns)) {
      const value = group[field.name];
      if (typeof value === "string") sum[field.name] = addDecimals((sum[field.name] as string | undefined) ?? "0", value);
    }
    byCurrency.set(group.currency, sum);
  }
  return sumsText(columns, [...byCurrency.values()]);
}

/** The currency of all amounts of some rows in a column; undefined when there are several or none. */
export function commonCurrency(field: Field, rows: Row[]): string | undefined {
  if (kindOf(field) !== "amount") return undefined;
  let common: string | undefined;
  for (const row of rows) {
    const currency = (row[field.name] as Amount | null | undefined)?.currency;
    if (!currency) continue;
    if (common && common !== currency) return undefined;
    common = currency;
  }
  return common;
}

/** A field by which rows are grouped, without its period. */
export function groupField(entity: Entity, group: string): Field | undefined {
  return group ? fieldOf(entity, group.split(".")[0] ?? "") : undefined;
}
