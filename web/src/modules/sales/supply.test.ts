import { describe, expect, it } from "vitest";
import type { Row } from "@/meta/types";
import { priceKind, productsOf, suppliesOf } from "./supply";

const euro = (amount: string) => ({ amount, currency: "EUR" });
const line = (product: string, quantity: string, more: Record<string, unknown> = {}) => ({
  id: `${product}${quantity}`,
  product: { id: product },
  kind: "goods",
  quantity,
  price: euro("5.00"),
  discount: "0",
  ...more,
});
const document = (status: string, items: unknown[]): Row => ({ id: "q", version: 1, status, currency: "EUR", items });
const row = (id: string, more: Record<string, unknown>): Row => ({ id, version: 1, ...more });
const products = [row("a", { price: euro("5.00") }), row("b", { price: { amount: "4.00", currency: "USD" } })];
const levels = [row("1", { product: { id: "a" }, available: "3" }), row("2", { product: { id: "a" }, available: "2" })];

describe("what lines need", () => {
  it("comes from all places of a site, one line after the other", () => {
    const lines = suppliesOf(document("draft", [line("a", "4"), line("a", "4")]), products, levels);
    expect(lines.map((one) => [one.available, one.missing])).toEqual([
      [5, 0],
      [1, 3],
    ]);
  });

  it("is not missing once it is promised, nor when it is no goods", () => {
    expect(suppliesOf(document("confirmed", [line("a", "9")]), products, levels)[0]?.missing).toBe(0);
    expect(suppliesOf(document("draft", [line("a", "9", { kind: "service" })]), products, levels)[0]?.available).toBeUndefined();
  });

  it("asks for each product once", () => {
    expect(productsOf(document("draft", [line("a", "1"), line("a", "2"), line("b", "1")]))).toEqual(["a", "b"]);
  });
});

it("says where a price stands to the catalogue's", () => {
  const kinds = suppliesOf(
    document("draft", [
      line("a", "1"),
      line("a", "1", { discount: "10" }),
      line("a", "1", { price: euro("4.50") }),
      line("b", "1"),
    ]),
    products,
    levels,
  ).map(priceKind);
  expect(kinds).toEqual(["listed", "discounted", "other", "unknown"]);
});
