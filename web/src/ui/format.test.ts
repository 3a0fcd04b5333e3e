import { describe, expect, it } from "vitest";
import { day, money, parseDecimal, writeIn } from "./format";

describe("parseDecimal", () => {
  it.each([
    ["1.234,5", "1234.5"],
    ["1,234.5", "1234.5"],
    ["1 234,50", "1234.50"],
    ["1,234,567", "1234567"],
    ["1.234.567", "1234567"],
    ["-3", "-3"],
    ["+3", "3"],
    ["007", "7"],
    [".5", "0.5"],
    ["12.", "12"],
    ["١٢٫٥", "12.5"],
    ["1’000.25", "1000.25"],
    ["99999999999999999999.99", "99999999999999999999.99"],
  ])("reads %s", (typed, want) => {
    writeIn("en");
    expect(parseDecimal(typed)).toBe(want);
  });

  it.each(["", "abc", "1e5", "--1", "1,2.3.4x", "."])("refuses %s", (typed) => {
    expect(parseDecimal(typed)).toBeUndefined();
  });

  it("takes one separator as the language does", () => {
    writeIn("en");
    expect(parseDecimal("1,5")).toBe("1.5");
    expect(parseDecimal("1,234")).toBe("1234");
    expect(parseDecimal("1.234")).toBe("1.234");
    writeIn("de");
    expect(parseDecimal("1.234")).toBe("1234");
    expect(parseDecimal("1,234")).toBe("1.234");
  });
});

describe("writing", () => {
  it("writes amounts digit for digit, however large", () => {
    writeIn("en");
    expect(money({ amount: "12345678901234567890.12", currency: "EUR" })).toBe("€12,345,678,901,234,567,890.12");
    expect(money({ amount: "1200", currency: "JPY" })).toContain("1,200");
    expect(money(null)).toBe("");
  });

  it("writes a day as it is, in every zone", () => {
    writeIn("en", "Pacific/Kiritimati");
    expect(day("2026-01-01")).toMatch(/\b01\b.*2026/);
  });
});
