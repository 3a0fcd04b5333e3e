import { beforeEach, expect, test } from "vitest";
import type { Field } from "@/meta/types";
import { writeIn } from "@/ui/format";
import { isTable, pastedValue, planPaste, readRows } from "./paste";

const field = (name: string, type: string): Field => ({ name, label: name, type });
const columns = [
  { ...field("product", "reference"), target: "catalog.product" },
  field("note", "text"),
  field("quantity", "quantity"),
  field("price", "amount"),
];

beforeEach(() => writeIn("en"));

test("cells may hold quotes and line ends", () => {
  expect(readRows('a\t"two\nlines"\r\n"say ""hi"""\t3\r\n')).toEqual([
    ["a", "two\nlines"],
    ['say "hi"', "3"],
  ]);
  expect(isTable("one word")).toBe(false);
  expect(isTable("one\ttwo")).toBe(true);
  expect(isTable("one\n")).toBe(false);
});

test("product, quantity and price find their columns, whatever stands between", () => {
  const plan = planPaste(
    [
      ["Product", "Qty", "Price"],
      ["P-003", "4", "12,50"],
      ["Lamp", "1", "€ 3.20"],
    ],
    columns,
  );
  expect(plan.rows).toHaveLength(2);
  expect(plan.fields.map((one) => one?.name)).toEqual(["product", "quantity", "price"]);
});

test("a product may be called by a number, and text may stand beside it", () => {
  const plan = planPaste([["4711", "urgent", "2"]], columns);
  expect(plan.fields.map((one) => one?.name)).toEqual(["product", "note", "quantity"]);
});

test("numbers are read as people write them", () => {
  expect(pastedValue(field("price", "amount"), "1.234,50 €", "EUR")).toEqual({ amount: "1234.50", currency: "EUR" });
  expect(pastedValue(field("discount", "percent"), "5 %", "EUR")).toBe("5");
  expect(pastedValue(field("quantity", "quantity"), "many", "EUR")).toBe(null);
  expect(pastedValue(field("note", "text"), "as is", "EUR")).toBe("as is");
});
