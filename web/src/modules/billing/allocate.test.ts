import { describe, expect, it } from "vitest";
import { asMuchAsGoes, digitsOf, lookOver, oldestFirst } from "./allocate";

const invoices = [
  { id: "a", open: "100.10" },
  { id: "b", open: "50.20" },
  { id: "c", open: "10.00" },
];

describe("a payment", () => {
  it("is used for the oldest invoices first, to the last penny", () => {
    expect(oldestFirst(invoices, "120.15")).toEqual({ a: "100.10", b: "20.05" });
    expect(oldestFirst(invoices, "1000")).toEqual({ a: "100.10", b: "50.20", c: "10.00" });
    expect(oldestFirst(invoices, "0.00")).toEqual({});
  });

  it("gives one invoice as much as the others leave", () => {
    expect(asMuchAsGoes({ id: "b", open: "50.20" }, { a: "100.10", b: "1" }, "120.15")).toBe("20.05");
    expect(asMuchAsGoes({ id: "c", open: "10.00" }, { a: "120.15" }, "120.15")).toBe("0");
  });

  it("is not used for more than is open, or than it has brought", () => {
    const { wrong, sum, left } = lookOver(invoices, { a: "100.11", b: "20.04", c: "0.01" }, "120.15", 2);
    expect(wrong).toEqual({ a: "moreThanOpen", c: "moreThanFree" });
    expect([sum, left]).toEqual(["120.16", "-0.01"]);
  });

  it("is used by numbers that the currency has", () => {
    expect(lookOver(invoices, { a: undefined, b: "1.005", c: "-1" }, "120.15", digitsOf("EUR")).wrong).toEqual({
      a: "noNumber",
      b: "tooPrecise",
      c: "negative",
    });
    expect(lookOver(invoices, { b: "1.500" }, "120.15", 2).wrong).toEqual({});
    expect([digitsOf("JPY"), digitsOf("KWD")]).toEqual([0, 3]);
  });

  it("is reckoned without floating", () => {
    expect(lookOver(invoices, { a: "0.1", b: "0.2" }, "0.3", 2)).toEqual({ wrong: {}, sum: "0.30", left: "0.00" });
  });
});
