import { expect, test } from "vitest";
import type { Field } from "@/meta/types";
import { merge } from "./merge";

const fields: Field[] = [
  { name: "reference", label: "Reference", type: "text" },
  { name: "carrier", label: "Carrier", type: "text" },
  { name: "client", label: "Client", type: "reference", target: "crm.client" },
  { name: "total", label: "Total", type: "amount", readonly: true },
  {
    name: "items",
    label: "Items",
    type: "lines",
    lines: [
      { name: "id", label: "Id", type: "reference" },
      { name: "quantity", label: "Quantity", type: "quantity" },
      { name: "net", label: "Net", type: "amount", readonly: true },
    ],
  },
];
const base = {
  reference: "A",
  carrier: "",
  client: { id: "1" },
  total: { amount: "1.00", currency: "EUR" },
  items: [
    { id: "a", quantity: "1" },
    { id: "b", quantity: "2" },
  ],
};

test("what each changed alone is kept", () => {
  const { values, conflicts } = merge(fields, base, { ...base, reference: "mine" }, { ...base, carrier: "theirs" });
  expect(conflicts).toEqual([]);
  expect(values).toMatchObject({ reference: "mine", carrier: "theirs" });
});

test("the same change is no conflict, another one is", () => {
  expect(merge(fields, base, { ...base, reference: "B" }, { ...base, reference: "B" }).conflicts).toEqual([]);
  const { conflicts, values } = merge(fields, base, { ...base, reference: "B" }, { ...base, reference: "C" });
  expect(conflicts).toMatchObject([{ field: { name: "reference" }, base: "A", mine: "B", theirs: "C" }]);
  expect(values.reference).toBe("B");
});

test("references are the same by their ids, and what the server computes is the server's", () => {
  const theirs = { ...base, client: { id: "1", title: "Acme" }, total: { amount: "2.00", currency: "EUR" } };
  const { values, conflicts } = merge(fields, base, { ...base, total: { amount: "9.00", currency: "EUR" } }, theirs);
  expect(conflicts).toEqual([]);
  expect(values.total).toEqual({ amount: "2.00", currency: "EUR" });
});

test("lines are merged one by one", () => {
  const mine = {
    ...base,
    items: [
      { id: "a", quantity: "5" },
      { id: "b", quantity: "2.000" },
      { $key: "n", quantity: "9" },
    ],
  };
  const theirs = {
    ...base,
    items: [
      { id: "a", quantity: "1" },
      { id: "b", quantity: "3" },
      { id: "c", quantity: "4" },
    ],
  };
  const { values, conflicts } = merge(fields, base, mine, theirs);
  expect(conflicts).toEqual([]);
  expect((values.items as { quantity: string }[]).map((line) => line.quantity)).toEqual(["5", "3", "4", "9"]);
});

test("the same line changed twice, or changed and removed, is a conflict", () => {
  const with5 = { ...base, items: [{ id: "a", quantity: "5" }, base.items[1]] };
  const with6 = { ...base, items: [{ id: "a", quantity: "6" }, base.items[1]] };
  const without = { ...base, items: [base.items[1]] };
  expect(merge(fields, base, with5, with6).conflicts).toHaveLength(1);
  expect(merge(fields, base, with5, without).conflicts).toHaveLength(1);
  expect(merge(fields, base, without, with5).conflicts).toHaveLength(1);
  expect(merge(fields, base, without, { ...base, carrier: "x" })).toMatchObject({
    conflicts: [],
    values: { items: [{ id: "b" }] },
  });
});
