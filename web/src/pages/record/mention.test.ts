import { expect, it } from "vitest";
import { stillNamed, typedName, withName } from "./mention";

it.each([
  ["@", 1, { start: 0, query: "" }],
  ["see @An", 7, { start: 4, query: "An" }],
  ["(@Anna Mü", 9, { start: 1, query: "Anna Mü" }],
  ["قل ل @سا", 8, { start: 5, query: "سا" }],
  ["anna@example", 12, undefined],
  ["@Anna Bauer is", 14, undefined],
  ["@An later", 3, { start: 0, query: "An" }],
])("reads %s at %i", (text, caret, want) => {
  expect(typedName(text, caret)).toEqual(want);
});

it("writes the name, and leaves the rest", () => {
  expect(withName("see @An please", 4, 7, "Anna Bauer")).toEqual({ text: "see @Anna Bauer please", caret: 16 });
});

it("mentions only who is still named, once", () => {
  const anna = { id: "1", name: "Anna" };
  expect(stillNamed("@Anna look", [anna, { id: "2", name: "Ben" }, anna])).toEqual([anna]);
});
