import type { Amount, Reference, Row } from "@/meta/types";

/** A line of a document, with what the catalogue and the stock say of its product. */
export interface Supplied {
  key: string;
  product: string;
  name: string;
  quantity: string;
  price?: Amount;
  discount: string;
  /** The catalogue's price, where it is in the document's currency. */
  listed?: Amount;
  /** What may still be promised at the document's site; undefined for what is not kept in stock. */
  available?: number;
  /** How much of what is asked for is not there. */
  missing: number;
}

/** States in which a document still asks for goods. */
const open = new Set(["draft", "sent", "confirmed"]);

/** Whether it matters what of a document is there. */
export function isOpen(record: Row): boolean {
  return open.has(String(record.status));
}

/** The products of a document's lines. */
export function productsOf(record: Row): string[] {
  return [...new Set(linesOf(record).flatMap((line) => (line.product as Reference | null)?.id ?? []))];
}

/** What is known of each line. What a confirmed order asks for is promised already and not missing. */
export function suppliesOf(record: Row, products: Row[], levels: Row[]): Supplied[] {
  const known = new Map(products.map((one) => [one.id, one]));
  const left = new Map<string, number>();
  for (const level of levels) {
    const product = (level.product as Reference | null)?.id ?? "";
    left.set(product, (left.get(product) ?? 0) + Number(level.available ?? 0));
  }
  const promised = record.status === "confirmed";
  return linesOf(record).map((line, i) => {
    const product = (line.product as Reference | null)?.id ?? "";
    const quantity = String(line.quantity ?? "0");
    const listed = known.get(product)?.price as Amount | null | undefined;
    const goods = line.kind === "goods";
    const available = goods ? (left.get(product) ?? 0) : undefined;
    const missing = available === undefined || promised ? 0 : Math.max(0, Number(quantity) - Math.max(0, available));
    if (available !== undefined && !promised) left.set(product, available - Number(quantity));
    return {
      key: String(line.id ?? i),
      product,
      name: [line.reference, line.name].filter(Boolean).join(" "),
      quantity,
      price: (line.price as Amount | null) ?? undefined,
      discount: String(line.discount ?? "0"),
      listed: listed && listed.currency === record.currency ? listed : undefined,
      available,
      missing,
    };
  });
}

/** How the price of a line stands to the catalogue's. */
export function priceKind(line: Supplied): "listed" | "discounted" | "other" | "unknown" {
  if (!line.listed || !line.price) return "unknown";
  if (Number(line.listed.amount) !== Number(line.price.amount)) return "other";
  return Number(line.discount) === 0 ? "listed" : "discounted";
}

function linesOf(record: Row): Record<string, unknown>[] {
  return Array.isArray(record.items) ? (record.items as Record<string, unknown>[]) : [];
}
