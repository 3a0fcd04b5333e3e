import { expect, test } from "vitest";
import type { Field } from "@/meta/types";
import { afterChoice, beside, duplicateLine, moveLine, tabFrom } from "./edit";

const lines = [
  { id: "1", $key: "1", quantity: "1" },
  { id: "2", $key: "2", quantity: "2" },
];

test("Tab goes from cell to cell, to a new line after the last, and out before the first", () => {
  expect(tabFrom({ row: 0, column: 0 }, false, 2, [0, 2])).toEqual({ row: 0, column: 2 });
  expect(tabFrom({ row: 0, column: 2 }, false, 2, [0, 2])).toEqual({ row: 1, column: 0 });
  expect(tabFrom({ row: 1, column: 2 }, false, 2, [0, 2])).toBe("new");
  expect(tabFrom({ row: 1, column: 0 }, true, 2, [0, 2])).toEqual({ row: 0, column: 2 });
  expect(tabFrom({ row: 0, column: 0 }, true, 2, [0, 2])).toBeUndefined();
  expect(beside(0, 1, [0, 2])).toBe(2);
  expect(beside(0, -1, [0, 2])).toBeUndefined();
});

test("a duplicate is a line of its own", () => {
  const [, copy, last] = duplicateLine(lines, 0);
  expect(copy).toMatchObject({ quantity: "1" });
  expect(copy?.id).toBeUndefined();
  expect(copy?.$key).not.toBe("1");
  expect(last?.id).toBe("2");
});

test("lines are moved within bounds", () => {
  expect(moveLine(lines, 0, 1).map((line) => line.id)).toEqual(["2", "1"]);
  expect(moveLine(lines, 0, -1)).toBe(lines);
});

test("another product is priced anew, and keeps its quantity", () => {
  const part = (name: string, type: string): Field => ({ name, label: name, type });
  const items: Field = {
    ...part("items", "lines"),
    lines: [part("product", "reference"), part("name", "text"), part("quantity", "quantity"), part("price", "amount")],
  };
  const product = part("product", "reference");
  expect(afterChoice(items, { $key: "1" }, product, { name: "Lamp" })).toEqual({ name: "Lamp", quantity: "1", price: null });
  expect(afterChoice(items, { $key: "1", quantity: "3" }, product, undefined)).toEqual({ price: null });
});
