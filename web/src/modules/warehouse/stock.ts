import type { Reference, Row } from "@/meta/types";
import { addDecimals, compareDecimals, subtractDecimals } from "@/ui/decimals";

/** How much of a product there is, at one site or at all. */
export interface Amounts {
  onHand: string;
  reserved: string;
  available: string;
  /** On its way between places: it lies nowhere where orders are served from. */
  transit: string;
}

/** A product with what there is of it. */
export interface StockRow extends Amounts {
  id: string;
  reference: string;
  name: string;
  unit: string;
  /** Below which it should be ordered anew; "0" for never. */
  reorder: string;
  /** What may still be promised, by site. */
  sites: Record<string, string>;
  /** Where it lies, as far as the chosen site goes. */
  places: Place[];
}

/** What lies in one place. */
export interface Place {
  location: string;
  code: string;
  name: string;
  site: string;
  kind: string;
  onHand: string;
  reserved: string;
  available: string;
}

/** How it stands with a product: nothing is said of what there is enough of. */
export type Shortage = "below-zero" | "below-reorder" | "";

const nothing: Amounts = { onHand: "0", reserved: "0", available: "0", transit: "0" };

/** A place as a level tells of it. */
export function placeOf(level: Row): Place {
  const location = level.location as Reference;
  return {
    location: location.id,
    code: String(location.code ?? ""),
    name: String(location.name ?? ""),
    site: (level.site as Reference | null)?.id ?? "",
    kind: String(location.kind ?? "storage"),
    onHand: String(level.on_hand),
    reserved: String(level.reserved),
    available: String(level.available),
  };
}

/** A product with its levels, at one site, or at all when none is named. */
export function stockOf(product: Row, levels: Row[], site: string): StockRow {
  const places = levels.map(placeOf);
  const here = places.filter((place) => !site || place.site === site);
  const sites: Record<string, string> = {};
  for (const place of places) {
    if (place.kind === "storage") sites[place.site] = addDecimals(sites[place.site] ?? "0", place.available);
  }
  return {
    id: product.id,
    reference: String(product.reference ?? ""),
    name: String(product.name ?? ""),
    unit: String(product.unit ?? ""),
    reorder: String(product.reorder_level ?? "0"),
    sites,
    places: here,
    ...here.reduce(add, nothing),
  };
}

function add(sum: Amounts, place: Place): Amounts {
  if (place.kind !== "storage") return { ...sum, transit: addDecimals(sum.transit, place.onHand) };
  return {
    onHand: addDecimals(sum.onHand, place.onHand),
    reserved: addDecimals(sum.reserved, place.reserved),
    available: addDecimals(sum.available, place.available),
    transit: sum.transit,
  };
}

/** Whether there is less of a product than there should be. */
export function shortageOf(row: Amounts & { reorder: string }): Shortage {
  if (compareDecimals(row.available, "0") < 0 || compareDecimals(row.onHand, "0") < 0) return "below-zero";
  return compareDecimals(row.available, row.reorder) < 0 ? "below-reorder" : "";
}

/** An entry of the ledger, as it is seen from one site or from the whole company. */
export interface Entry {
  id: string;
  at: string;
  reason: string;
  /** What it changed there: more with a plus, less with a minus, nothing when goods only changed their place. */
  change: string;
  /** How much was carried. */
  quantity: string;
  from: Reference;
  to: Reference;
  origin: { entity: string; id: string };
  who: string;
}

const holding = new Set(["storage", "transit"]);

/** A move as an entry; undefined when it was none of the site's. */
export function entryOf(move: Row, site: string): Entry | undefined {
  const [from, to] = [move.from as Reference, move.to as Reference];
  const [left, arrived] = [isHere(from, site), isHere(to, site)];
  if (!left && !arrived) return undefined;
  const quantity = String(move.quantity);
  return {
    id: move.id,
    at: String(move.done_at),
    reason: String(move.reason ?? ""),
    change: left && arrived ? "0" : left ? subtractDecimals("0", quantity) : quantity,
    quantity,
    from,
    to,
    origin: move.origin as { entity: string; id: string },
    who: (move.owner as Reference | null)?.title ?? "",
  };
}

function isHere(location: Reference, site: string): boolean {
  const at = (location.site as Reference | null | undefined)?.id ?? "";
  return holding.has(String(location.kind)) && (!site || at === site);
}

/** What there was after each entry, the latest first, reckoned back from what there is now. */
export function balancesOf(entries: Entry[], now: string): string[] {
  let balance = now;
  return entries.map((entry) => {
    const after = balance;
    balance = subtractDecimals(balance, entry.change);
    return after;
  });
}
