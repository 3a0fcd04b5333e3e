import { asked } from "./page";
import type { Tier } from "./people";
import type { Own } from "./tenant";

/** A record that a spec has made. */
export interface Made {
  id: string;
  version: number;
  number: string;
  [field: string]: unknown;
}

/** The oldest record of a list, which is the demonstration's: newer ones are those of specs that run beside. */
export async function oldest<T = object>(tier: Tier, plural: string, filter = ""): Promise<Made & T> {
  const page = await asked<{ data: (Made & T)[] }>(tier, "owner", `/api/client/${plural}?${filter}&sort=id&limit=1`);
  const [found] = page.data;
  if (!found) throw new Error(`there are no ${plural} with "${filter}" at ${tier}`);
  return found;
}

let made = 0;

/** Makes a product of which there is something in stock; its SKU and name are its own. */
export async function goods(tier: Tier, name: string, quantity: string, barcode = ""): Promise<Made> {
  const reference = `E2E-${tier}-${Date.now().toString(36)}-${made++}`.toUpperCase();
  const vendor = await oldest(tier, "vendors");
  const product = await asked<Made>(tier, "owner", "/api/client/products", {
    reference,
    barcode,
    name: `${name} ${reference}`,
    kind: "goods",
    unit: "piece",
    reorder_level: "5",
    currency: "EUR",
    price: { amount: "10.00", currency: "EUR" },
  });
  const lines = [{ product: product.id, quantity }];
  await asked(tier, "owner", "/api/client/stock/receive", { vendor: vendor.id, lines });
  return product;
}

/** Makes a confirmed order of some goods, with a shipment of all of them that waits to be picked. */
export async function order(tier: Tier, items: { product: string; quantity: string }[]): Promise<Made> {
  const client = await oldest(tier, "clients", "status=active");
  const placed = await asked<Made>(tier, "owner", "/api/client/orders/place", {
    client: client.id,
    currency: "EUR",
    required_by: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
    items: items.map((item) => ({ ...item, price: { amount: "10.00", currency: "EUR" } })),
  });
  return asked<Made>(tier, "owner", "/api/client/shipments", { order: placed.id });
}

/** Makes an invoice of one line with a tax of 20 %, posted if wanted; for a client of its own when none is named. */
export async function invoiced(whose: Tier | Own, net: string, of: { client?: string; post?: boolean } = {}): Promise<Made> {
  const ask: Own["asked"] = typeof whose === "string" ? (...what) => asked(whose, "owner", ...what) : whose.asked;
  const named = { name: `E2E ${Date.now().toString(36)} ${made++}`, kind: "company", currency: "EUR", country: "DE" };
  const client = of.client ?? (await ask<Made>("/api/client/clients", named)).id;
  const line = { name: "Work", quantity: "1", unit: "h", price: { amount: net, currency: "EUR" }, tax_percent: "20" };
  const draft = await ask<Made>("/api/client/invoices", { client, currency: "EUR", terms: 0, lines: [line] });
  if (of.post === false) return draft;
  return ask<Made>(`/api/client/invoices/${draft.id}/post`, {}, draft.version);
}

/** Makes a document with one line, as the owner: a spec of its own changes nothing of others. */
export async function draft(tier: Tier, plural: "orders" | "invoices" | "quotes", more: object = {}): Promise<Made> {
  const [client, product] = await Promise.all([oldest(tier, "clients"), oldest(tier, "products")]);
  const lines = plural === "invoices" ? "lines" : "items";
  const named = plural === "invoices" ? { name: product.name, price: { amount: "5.00", currency: client.currency } } : {};
  const line = { product: product.id, quantity: "2", ...named };
  return asked(tier, "owner", `/api/client/${plural}`, {
    client: client.id,
    currency: client.currency,
    [lines]: [line],
    ...more,
  });
}

/** Makes a payment that waits for its money. */
export async function duePayment(tier: Tier): Promise<Made> {
  const someone = await oldest(tier, "clients");
  const amount = { amount: "10.00", currency: someone.currency };
  return asked(tier, "owner", "/api/client/payments", { client: someone.id, amount, provider: "manual" });
}

/** Makes a client whom no other spec knows. */
export async function client(tier: Tier, more: object = {}): Promise<Made & { name: string }> {
  const name = `Client ${crypto.randomUUID().slice(0, 8)}`;
  return asked(tier, "owner", "/api/client/clients", { name, kind: "company", country: "GB", currency: "GBP", ...more });
}
