import { expect, test } from "vitest";
import { clockOf, editableDay, instantAt, typedDay } from "./day";

const today = new Date(2026, 10, 21);

test("days are read in the order of the language", () => {
  expect(typedDay("3.4.26", "de-DE", today)).toBe("2026-04-03");
  expect(typedDay("3/4/2026", "en-GB", today)).toBe("2026-04-03");
  expect(typedDay("3/4/2026", "en-US", today)).toBe("2026-03-04");
  expect(typedDay("30.5.", "de-DE", today)).toBe("2026-05-30");
  expect(typedDay("2026-05-30", "en-US", today)).toBe("2026-05-30");
});

test("days can be told from today", () => {
  expect(typedDay(".", "en-GB", today)).toBe("2026-11-21");
  expect(typedDay("+14", "en-GB", today)).toBe("2026-12-05");
  expect(typedDay("-30", "en-GB", today)).toBe("2026-10-22");
});

test("what is no day is none", () => {
  expect(typedDay("", "de-DE", today)).toBe("");
  for (const text of ["31.2.2026", "12", "soon", "1.2.3.4", "5.13.2026"]) expect(typedDay(text, "de-DE", today)).toBeUndefined();
});

test("what is written can be read again, in Arabic digits, too", () => {
  for (const locale of ["de-DE", "en-GB", "en-US", "ar-EG"]) {
    expect(typedDay(editableDay("2026-12-31", locale), locale, today)).toBe("2026-12-31");
  }
});

test("clocks of a zone and instants lead to each other, through changes of clocks", () => {
  expect(clockOf("2026-07-01T12:00:00Z", "Europe/Berlin")).toEqual(["2026-07-01", "14:00"]);
  expect(instantAt("2026-07-01", "14:00", "Europe/Berlin")).toBe("2026-07-01T12:00:00.000Z");
  expect(instantAt("2026-03-29", "03:30", "Europe/Berlin")).toBe("2026-03-29T01:30:00.000Z");
  expect(instantAt("2026-10-25", "12:00", "Europe/Berlin")).toBe("2026-10-25T11:00:00.000Z");
});
