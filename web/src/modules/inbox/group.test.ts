import { expect, it } from "vitest";
import { grouped, type Item } from "./group";

function item(id: string, about: Item["about"], read_at: string | null = null): Item {
  return { id, about, read_at, actor: null, at: null, comment: null, count: 1, kind: "comment", text: "", title: id };
}

it("puts together what is about one record, and keeps the order", () => {
  const order = { entity: "sales.order", id: "1" };
  const groups = grouped([item("a", order), item("b", null), item("c", order, "2026-05-01T10:00:00Z"), item("d", null)]);
  expect(groups.map((group) => group.items.map((one) => one.id))).toEqual([["a", "c"], ["b"], ["d"]]);
  expect(groups[0]?.unread.map((one) => one.id)).toEqual(["a"]);
});
