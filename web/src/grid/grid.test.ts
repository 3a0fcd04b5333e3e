import { describe, expect, it } from "vitest";
import { move } from "./keys";
import { between } from "./selection";

const extent = { lines: 100, columns: 5, page: 20 };

describe("keys", () => {
  it.each([
    ["j", { line: 3, column: -1 }, { line: 4, column: -1 }],
    ["ArrowUp", { line: 3, column: 2 }, { line: 2, column: 2 }],
    ["k", { line: 0, column: -1 }, { line: -1, column: 0 }],
    ["PageDown", { line: 90, column: -1 }, { line: 99, column: -1 }],
    ["PageUp", { line: 10, column: -1 }, { line: 0, column: -1 }],
    ["End", { line: 0, column: 1 }, { line: 99, column: 1 }],
    ["Home", { line: 50, column: -1 }, { line: 0, column: -1 }],
    ["ArrowRight", { line: 0, column: 4 }, { line: 0, column: 4 }],
    ["ArrowLeft", { line: 0, column: 0 }, { line: 0, column: -1 }],
    ["ArrowLeft", { line: -1, column: 0 }, { line: -1, column: 0 }],
  ])("%s leads from %o to %o", (key, from, to) => {
    expect(move(from, key, extent)).toEqual(to);
  });

  it("leads nowhere by other keys", () => {
    expect(move({ line: 0, column: 0 }, "q", extent)).toBeUndefined();
  });
});

it("takes a range in both directions, and one row when the other is gone", () => {
  const ids = ["a", "b", "c", "d"];
  expect(between(ids, "d", "b")).toEqual(["b", "c", "d"]);
  expect(between(ids, undefined, "c")).toEqual(["c"]);
  expect(between(ids, "gone", "c")).toEqual(["c"]);
});
