import { describe, expect, it } from "vitest";
import type { Entity, Row } from "@/meta/types";
import { headChanges, lineChanges } from "./versions";

const field = (name: string, type = "text") => ({ name, label: name, type });
const quote = {
  fields: [
    field("total", "amount"),
    field("valid_until", "date"),
    field("contact", "reference"),
    { ...field("items", "lines"), lines: [field("quantity", "quantity"), field("price", "amount"), field("net", "amount")] },
  ],
} as unknown as Entity;
const line = (product: string, quantity: string, price: string) => ({
  product: { id: product },
  reference: product,
  name: "thing",
  quantity,
  price: { amount: price, currency: "EUR" },
});
const version = (items: unknown[], more: Record<string, unknown> = {}): Row => ({ id: "1", version: 1, items, ...more });

describe("two versions of a quote", () => {
  it("differ by lines that came, went and changed", () => {
    const before = version([line("a", "1", "5.00"), line("b", "2", "7.00"), line("c", "1", "1.00")]);
    const after = version([line("b", "3", "7.00"), line("a", "1", "5.00"), line("d", "1", "2.00")]);
    const told = lineChanges(quote, before, after).map((one) => [one.kind, one.name, one.changes.map((c) => c.field.name)]);
    expect(told).toEqual([
      ["changed", "b thing", ["quantity"]],
      ["added", "d thing", ["quantity", "price"]],
      ["removed", "c thing", ["quantity", "price"]],
    ]);
  });

  it("match lines of one product in their order", () => {
    const before = version([line("a", "1", "5.00"), line("a", "2", "5.00")]);
    const after = version([line("a", "1", "5.00"), line("a", "4", "5.00")]);
    expect(lineChanges(quote, before, after)).toHaveLength(1);
  });

  it("differ by what is above the lines, and not by titles of what they refer to", () => {
    const before = version([], { total: { amount: "1.00", currency: "EUR" }, contact: { id: "x", title: "Ann" } });
    const after = version([], { total: { amount: "2.00", currency: "EUR" }, contact: { id: "x" }, valid_until: "2026-01-01" });
    expect(headChanges(quote, before, after).map((one) => one.field.name)).toEqual(["valid_until", "total"]);
  });
});
