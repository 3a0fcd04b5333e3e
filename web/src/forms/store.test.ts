import { expect, test, vi } from "vitest";
import type { Field } from "@/meta/types";
import { FormStore } from "./store";
import { sameDecimal } from "./values";

const fields: Field[] = [
  { name: "id", label: "Id", type: "reference", readonly: true },
  { name: "name", label: "Name", type: "text" },
  { name: "client", label: "Client", type: "reference", target: "crm.client" },
  { name: "price", label: "Price", type: "amount" },
  { name: "sites", label: "Sites", type: "references" },
  {
    name: "items",
    label: "Items",
    type: "lines",
    lines: [
      { name: "id", label: "Id", type: "reference" },
      { name: "product", label: "Product", type: "reference", target: "catalog.product" },
      { name: "quantity", label: "Quantity", type: "quantity" },
      { name: "name", label: "Name", type: "text", readonly: true },
    ],
  },
];

test("only what differs is sent, as the API takes it", () => {
  const form = new FormStore(fields, {
    id: "1",
    name: "A",
    client: { id: "c" },
    price: { amount: "5", currency: "EUR" },
    sites: [],
  });
  expect(form.dirty).toBe(false);
  form.set("price", { amount: "5.00", currency: "EUR" });
  expect(form.dirty).toBe(false);
  form.set("client", null);
  form.set("name", "");
  form.set("sites", [{ id: "s", title: "Main" }]);
  expect(form.patch()).toEqual({ client: null, name: "", sites: ["s"] });
});

test("lines are sent without what the server computes, and without those that are empty", () => {
  const form = new FormStore(fields, {
    items: [{ id: "l", product: { id: "p" }, quantity: "1", name: "Lamp" }],
  });
  form.set("items", [
    { id: "l", product: { id: "p" }, quantity: "2", name: "Lamp", $key: "l" },
    { $key: "x" },
    { $key: "y", product: { id: "q" } },
  ]);
  expect(form.patch()).toEqual({ items: [{ id: "l", product: "p", quantity: "2" }, { product: "q" }] });
});

test("an error goes when its field is changed", () => {
  const form = new FormStore(fields, {});
  form.refuse([
    { pointer: "/name", code: "required", message: "Must be given" },
    { pointer: "/items/0/quantity", code: "invalid", message: "No number" },
  ]);
  const told = vi.fn();
  form.subscribe(told);
  form.set("items", []);
  expect([...form.errors.keys()]).toEqual(["/name"]);
  expect(told).toHaveBeenCalledOnce();
});

test("decimals are compared as numbers without being made floating", () => {
  expect(sameDecimal("5", "5.00")).toBe(true);
  expect(sameDecimal("0", "-0.0")).toBe(true);
  expect(sameDecimal("0.1", "0.10000000000000000001")).toBe(false);
});
