import { describe, expect, it } from "vitest";
import type { Row } from "@/meta/types";
import { balancesOf, entryOf, shortageOf, stockOf } from "./stock";

function level(site: string, kind: string, onHand: string, reserved: string, available: string): Row {
  return {
    id: `${site} ${kind}`, version: 1, site: { id: site }, location: { id: `${site}-${kind}`, code: "A", name: "A", kind },
    on_hand: onHand, reserved, available,
  }; // biome-ignore format: a row
}

const product: Row = { id: "p", version: 1, reference: "P-1", name: "Lamp", unit: "piece", reorder_level: "10" };
const levels = [
  level("north", "storage", "7.5", "2", "5.5"),
  level("south", "storage", "5", "0", "5"),
  level("north", "transit", "3", "0", "3"),
];

describe("stock", () => {
  it("is summed up over places, without what is on its way", () => {
    const all = stockOf(product, levels, "");
    expect([all.onHand, all.reserved, all.available, all.transit]).toEqual(["12.5", "2", "10.5", "3"]);
    expect(all.sites).toEqual({ north: "5.5", south: "5" });
    const south = stockOf(product, levels, "south");
    expect([south.onHand, south.transit, south.places.length]).toEqual(["5", "0", 1]);
  });

  it("is short below the level at which it is ordered anew, and worse below zero", () => {
    expect(shortageOf(stockOf(product, levels, ""))).toBe("");
    expect(shortageOf(stockOf(product, levels, "south"))).toBe("below-reorder");
    expect(shortageOf({ onHand: "0", reserved: "0", available: "-0.5", transit: "0", reorder: "0" })).toBe("below-zero");
    expect(shortageOf({ onHand: "0", reserved: "0", available: "0", transit: "0", reorder: "0" })).toBe("");
  });
});

describe("the ledger", () => {
  const place = (site: string, kind: string) => ({ id: `${site}-${kind}`, kind, site: { id: site } });
  const move = (from: object, to: object, quantity: string): Row => ({
    id: quantity, version: 1, from, to, quantity, reason: "shipped", done_at: "2026-05-01T10:00:00Z", origin: { entity: "x", id: "y" }, owner: null,
  }); // biome-ignore format: a row

  it("has signs as the site sees them", () => {
    const [north, south, client] = [place("north", "storage"), place("south", "storage"), place("north", "customer")];
    expect(entryOf(move(north, client, "2"), "north")?.change).toBe("-2");
    expect(entryOf(move(north, south, "2"), "south")?.change).toBe("2");
    expect(entryOf(move(north, south, "2"), "")?.change).toBe("0");
    expect(entryOf(move(north, client, "2"), "south")).toBeUndefined();
  });

  it("reckons back from what there is now", () => {
    const client = place("north", "customer");
    const entries = [move(place("north", "storage"), client, "2"), move(client, place("north", "storage"), "5")].flatMap(
      (one) => entryOf(one, "north") ?? [],
    );
    expect(balancesOf(entries, "8")).toEqual(["8", "10"]);
  });
});
