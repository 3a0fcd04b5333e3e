import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { useSession } from "@/app/session";
import { type Model, titleOf } from "@/meta/model";
import type { Entity, Page, Reference, Row } from "@/meta/types";

/** One document of a deal. */
export interface Document {
  plural: string;
  id: string;
  name: string;
  state: string;
}

/** One stage of a deal: its documents, and what makes the next one. */
export interface Stage {
  key: "quote" | "order" | "shipment" | "invoice" | "payment";
  documents: Document[];
  /** The address at which the next one is made, where something is left to do. */
  next?: { plural: string; search: Record<string, string> };
}

const part = new Set(["sales.quote", "sales.order", "sales.shipment", "billing.invoice", "billing.payment"]);

/** Whether an entity is a document of a deal. */
export function inChain(entity: Entity): boolean {
  return part.has(entity.name);
}

/** What was asked of deals begins so. */
export const chainKey = ["orders", "chain"];

/** The deal to which a record belongs, from the quote to the payment; null for one that belongs to none, undefined until it is known. */
export function useChain(entity: Entity, record: Row): Stage[] | null | undefined {
  const { model } = useSession();
  const { data } = useQuery({
    queryKey: [...chainKey, entity.name, record.id, record.version],
    queryFn: ({ signal }) => chainOf(model, entity, record, signal),
    staleTime: 5_000,
  });
  return data;
}

interface Origin {
  entity: string;
  id: string;
}

/** The order that a document is about, or comes from. */
async function orderOf(entity: Entity, record: Row, signal: AbortSignal): Promise<string | undefined> {
  const origin = record.origin as Origin | null | undefined;
  switch (entity.name) {
    case "sales.order":
      return record.id;
    case "sales.quote":
    case "sales.shipment":
      return (record.order as Reference | null)?.id;
    default:
      if (origin?.entity === "sales.order") return origin.id;
      if (origin?.entity !== "billing.invoice") return undefined;
      return ((await api<Row>(`invoices/${origin.id}`, { signal })).origin as Origin | null)?.id;
  }
}

async function chainOf(model: Model, entity: Entity, record: Row, signal: AbortSignal): Promise<Stage[] | null> {
  const id = await orderOf(entity, record, signal);
  if (!model.named("sales.order")) return null;
  if (!id) return entity.name === "sales.quote" ? onlyQuote(entity, record) : null;
  const list = async (name: string, query: string): Promise<Row[]> => {
    const of = model.named(name);
    return of ? (await api<Page>(`${of.plural}?${query}&limit=20&sort=id`, { signal })).data : [];
  };
  const [order, shipments, invoices] = await Promise.all([
    api<Row>(`orders/${id}?include=quote`, { signal }),
    list("sales.shipment", `order=${id}&fields=number,status`),
    list("billing.invoice", `origin=${id}&fields=number,status,payment_state,open,client`),
  ]);
  const paid = await Promise.all(
    [id, ...invoices.map((one) => one.id)].map((of) => list("billing.payment", `origin=${of}&fields=number,status`)),
  );
  const quote = order.quote as Reference | null;
  return [
    {
      key: "quote",
      documents: quote ? [{ plural: "quotes", id: quote.id, name: quote.title ?? "", state: String(quote.status ?? "") }] : [],
    },
    { key: "order", documents: [documentOf("orders", order)] },
    { key: "shipment", documents: shipments.map((one) => documentOf("shipments", one)), next: nextShipment(model, order) },
    { key: "invoice", documents: invoices.map((one) => documentOf("invoices", one)) },
    { key: "payment", documents: paid.flat().map((one) => documentOf("payments", one)), next: nextPayment(model, invoices) },
  ];
}

/** The deal of a quote that nobody has accepted. */
function onlyQuote(entity: Entity, record: Row): Stage[] {
  const quote = { plural: entity.plural, id: record.id, name: titleOf(entity, record), state: String(record.status ?? "") };
  const ahead = (["order", "shipment", "invoice", "payment"] as const).map((key) => ({ key, documents: [] }));
  return [{ key: "quote", documents: [quote] }, ...ahead];
}

function documentOf(plural: string, row: Row): Document {
  return { plural, id: row.id, name: String(row.number || "–"), state: String(row.status ?? "") };
}

function nextShipment(model: Model, order: Row): Stage["next"] {
  const open = order.status === "confirmed" && !order.on_hold && ["pending", "partial"].includes(String(order.shipment_state));
  return open && model.named("sales.shipment")?.may_create ? { plural: "shipments", search: { order: order.id } } : undefined;
}

/** A payment of the first invoice that is still owed. */
function nextPayment(model: Model, invoices: Row[]): Stage["next"] {
  const owed = invoices.find((one) => one.status === "posted" && Number((one.open as { amount?: string } | null)?.amount) > 0);
  if (!owed || !model.named("billing.payment")?.may_create) return undefined;
  const open = owed.open as { amount: string; currency: string };
  const client = (owed.client as Reference | null)?.id ?? "";
  return {
    plural: "payments",
    search: { client, origin: `billing.invoice:${owed.id}`, amount: open.amount, currency: open.currency },
  };
}
