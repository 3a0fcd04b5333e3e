import { expect, test } from "vitest";
import { example } from "./pattern";

const day = new Date(2026, 2, 9);

test.each([
  ["INV-{year}-{n}", 5, "INV-2026-00042"],
  ["{site}/{month}.{year} {n}", 0, "BER/03.2026 42"],
  ["{what}-{n}", 1, "{what}-42"],
])("of %s with %i digits an example is %s", (pattern, digits, want) => {
  expect(example(pattern, digits, 42, "BER", day)).toBe(want);
});
