import { api } from "@/api/client";
import type { Model } from "@/meta/model";
import type { Page, Reference, Row } from "@/meta/types";
import type { PickLine } from "./pick";

/** A shipment as those see it who pick, pack and ship it. */
export interface Job {
  id: string;
  version: number;
  status: string;
  number: string;
  order: { id: string; number: string };
  client: string;
  /** The day that the client was promised, where there is one. */
  promised: string | null;
  site: string;
  note: string;
  carrier: string;
  tracking: string;
  lines: PickLine[];
}

interface Item {
  id: string;
  order_item: string | Reference;
  product: Reference;
  quantity: string;
}

const atOnce = 12; // a value of a filter has at most 500 bytes

/** Records by their ids, as many as there are. */
export async function byIds(plural: string, ids: string[], query: string, signal?: AbortSignal): Promise<Map<string, Row>> {
  const wanted = [...new Set(ids)];
  const parts = Array.from({ length: Math.ceil(wanted.length / atOnce) }, (_, i) => wanted.slice(i * atOnce, (i + 1) * atOnce));
  const pages = await Promise.all(
    parts.map((part) => api<Page>(`${plural}?id[in]=${part.join(",")}&limit=${atOnce}&${query}`, { signal })),
  );
  return new Map(pages.flatMap((page) => page.data.map((row) => [row.id, row])));
}

/** Asks for everything that whoever picks a shipment needs to know. */
export async function loadJob(model: Model, id: string, signal?: AbortSignal): Promise<Job> {
  const shipment = await api<Row>(`shipments/${id}`, { signal });
  const items = (shipment.items ?? []) as Item[];
  const orderId = (shipment.order as Reference).id;
  const [order, products, places] = await Promise.all([
    api<Row>(`orders/${orderId}?include=client`, { signal }),
    byIds(
      "products",
      items.map((item) => item.product.id),
      "fields=reference,name,barcode,unit",
      signal,
    ),
    model.named("inventory.reservation") ? placesOf(orderId, signal) : new Map<string, PickLine["places"]>(),
  ]);
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const lines = items.map((item): PickLine => {
    const product = products.get(item.product.id);
    return {
      id: item.id,
      orderItem: typeof item.order_item === "string" ? item.order_item : item.order_item.id,
      product: {
        id: item.product.id,
        reference: text(product?.reference),
        name: text(product?.name),
        barcode: text(product?.barcode),
        unit: text(product?.unit),
      },
      wanted: item.quantity,
      places: places.get(item.product.id) ?? [],
    };
  });
  return {
    id,
    version: shipment.version,
    status: text(shipment.status),
    number: text(shipment.number),
    order: { id: orderId, number: text(order.number) },
    client: (order.client as Reference | null)?.title ?? "",
    promised: text(order.required_by) || null,
    site: (shipment.site as Reference | null)?.id ?? "",
    note: text(shipment.note),
    carrier: text(shipment.carrier),
    tracking: text(shipment.tracking),
    lines: lines.sort((a, b) => (a.places[0]?.code ?? "").localeCompare(b.places[0]?.code ?? "", "en", { numeric: true })),
  };
}

/** Where the goods of an order are kept for it, by product: that is where they are taken from. */
async function placesOf(order: string, signal?: AbortSignal): Promise<Map<string, PickLine["places"]>> {
  const page = await api<Page>(`reservations?origin=${order}&include=location&limit=200`, { signal });
  const places = new Map<string, PickLine["places"]>();
  for (const row of page.data) {
    const [product, location] = [row.product as Reference, row.location as Reference];
    if (Number(row.open) <= 0) continue;
    const place = { code: String(location.code ?? ""), name: String(location.name ?? ""), quantity: String(row.open) };
    places.set(product.id, [...(places.get(product.id) ?? []), place]);
  }
  return places;
}
