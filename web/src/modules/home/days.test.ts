import { expect, it } from "vitest";
import { byDay, daysUntil, total } from "./days";

it("counts days over the end of a month", () => {
  expect(daysUntil("2026-03-02", 4)).toEqual(["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]);
});

it("puts sums on their days", () => {
  expect(byDay([{ placed: "2026-03-01", total: "12.50", count: 1 }], "placed", "total", ["2026-02-28", "2026-03-01"])).toEqual([
    0, 12.5,
  ]);
});

it.each([
  [[], "0"],
  [["0.10", "0.20"], "0.30"],
  [["9007199254740993.01", "1"], "9007199254740994.01"],
  [["-0.05", "0.02"], "-0.03"],
])("adds %j to %s", (sums, want) =>
  expect(
    total(
      sums.map((total) => ({ total, count: 1 })),
      "total",
    ),
  ).toBe(want),
);
