import { expect, it } from "vitest";
import { pathOf } from "./path";

it("goes from the first value to the last, the greatest at the top", () => {
  expect(pathOf([0, 10, 5], 10, 300, 88)).toBe("M0 89L150 1L300 45");
});

it("draws one value as a flat line", () => {
  expect(pathOf([5], 5, 300, 88)).toBe("M0 1L300 1");
});
