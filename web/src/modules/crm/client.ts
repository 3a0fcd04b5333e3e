import type { Model } from "@/meta/model";
import type { Amount, Entity, Field, Row } from "@/meta/types";
import type { Group } from "@/pages/list/rows";
import { addDecimals, subtractDecimals } from "@/ui/decimals";

/** What a tab of a client's page shows: entities that refer to the client, and what of them is summed up. */
export interface Tab {
  key: string;
  of: { entity: string; sums?: string[] }[];
}

const tabs: Tab[] = [
  { key: "contacts", of: [{ entity: "crm.contact" }, { entity: "crm.address" }] },
  { key: "quotes", of: [{ entity: "sales.quote", sums: ["total"] }] },
  { key: "orders", of: [{ entity: "sales.order", sums: ["total", "open"] }] },
  { key: "invoices", of: [{ entity: "billing.invoice", sums: ["total", "open"] }] },
  { key: "payments", of: [{ entity: "billing.payment", sums: ["captured"] }] },
  { key: "activities", of: [{ entity: "crm.activity", sums: [] }] },
  { key: "messages", of: [{ entity: "communications.message", sums: [] }] },
];

/** The entities that have tabs of their own. */
export const covered: ReadonlySet<string> = new Set(tabs.flatMap((tab) => tab.of.map((one) => one.entity)));

/** One list of a tab. */
export interface Part {
  entity: Entity;
  field: Field;
  sums?: string[];
}

/** The tabs that somebody may see, with how their entities refer to a client. */
export function tabsOf(model: Model, client: Entity): { key: string; parts: Part[] }[] {
  const related = model.related(client);
  return tabs.flatMap((tab) => {
    const parts = tab.of.flatMap(({ entity, sums }) => {
      const found = related.find((one) => one.entity.name === entity && one.field.name === "client");
      return found ? [{ ...found, sums }] : [];
    });
    return parts.length > 0 ? [{ key: tab.key, parts }] : [];
  });
}

/** The groups of open invoices whose day has passed. */
export function overdueOf(open: Group[], today: string): Group[] {
  return open.filter((group) => typeof group.due === "string" && group.due < today);
}

/** The sum of a field over the groups of one currency, as decimal text. */
export function sumIn(groups: Group[], name: string, currency: string): string {
  return groups
    .filter((group) => group.currency === currency)
    .reduce((sum, group) => addDecimals(sum, typeof group[name] === "string" ? (group[name] as string) : "0"), "0");
}

/**
 * What is left of a client's credit: the limit less what open invoices ask for and what is
 * ordered and not invoiced. Undefined without a limit.
 */
export function creditLeft(client: Row, invoices: Group[], orders: Group[]): Amount | undefined {
  const limit = client.credit_limit as Amount | null | undefined;
  if (!limit) return undefined;
  const { currency } = limit;
  const confirmed = orders.filter((group) => group.status === "confirmed");
  const used = addDecimals(sumIn(invoices, "open", currency), less(confirmed, currency));
  return { amount: subtractDecimals(limit.amount, used), currency };
}

/** What is ordered and not invoiced. */
function less(orders: Group[], currency: string): string {
  const rest = subtractDecimals(sumIn(orders, "total", currency), sumIn(orders, "invoiced", currency));
  return rest.startsWith("-") ? "0" : rest;
}
