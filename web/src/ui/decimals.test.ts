import { describe, expect, it } from "vitest";
import { addDecimals, compareDecimals, lesserDecimal, shareOf, subtractDecimals } from "./decimals";

describe("decimal texts", () => {
  it("are added digit for digit", () => {
    expect(addDecimals("0.1", "0.22")).toBe("0.32");
    expect(addDecimals("-5", "4.99")).toBe("-0.01");
    expect(addDecimals("99999999999999999999.99", "0.01")).toBe("100000000000000000000.00");
  });

  it("are taken from one another", () => {
    expect(subtractDecimals("100.00", "33.335")).toBe("66.665");
    expect(subtractDecimals("1", "1.00")).toBe("0.00");
    expect(subtractDecimals("-0.5", "-1")).toBe("0.5");
  });

  it("are compared as numbers, not as texts", () => {
    expect(compareDecimals("10", "9.99")).toBe(1);
    expect(compareDecimals("5", "5.00")).toBe(0);
    expect(compareDecimals("-0.5", "0.1")).toBe(-1);
    expect(lesserDecimal("12.5", "12.49")).toBe("12.49");
  });

  it("have a share of a whole", () => {
    expect(shareOf("25.00", "100")).toBe(25);
    expect(shareOf("150", "100")).toBe(100);
    expect(shareOf("1", "0")).toBe(0);
  });
});
