import { describe, expect, it } from "vitest";
import type { Row } from "@/meta/types";
import { creditLeft, overdueOf, sumIn } from "./client";

const invoices = [
  { due: "2026-05-01", currency: "EUR", count: 1, open: "100.5" },
  { due: "2026-06-01", currency: "EUR", count: 2, open: "49.5" },
  { due: "2026-05-01", currency: "USD", count: 1, open: "7" },
];
const orders = [
  { status: "confirmed", currency: "EUR", count: 1, total: "300", invoiced: "150" },
  { status: "draft", currency: "EUR", count: 1, total: "1000", invoiced: "0" },
];
const client = (limit: string | null): Row => ({
  id: "1",
  version: 1,
  credit_limit: limit && { amount: limit, currency: "EUR" },
});

describe("a client's figures", () => {
  it("are late before today, not on it", () => {
    expect(overdueOf(invoices, "2026-05-02")).toHaveLength(2);
    expect(overdueOf(invoices, "2026-05-01")).toHaveLength(0);
  });

  it("are summed by currency", () => {
    expect(sumIn(invoices, "open", "EUR")).toBe("150.0");
    expect(sumIn(invoices, "open", "GBP")).toBe("0");
  });

  it("tell what is left of the credit", () => {
    expect(creditLeft(client("500.00"), invoices, orders)).toEqual({ amount: "200.00", currency: "EUR" });
    expect(creditLeft(client("100.00"), invoices, orders)?.amount).toBe("-200.00");
    expect(creditLeft(client(null), invoices, orders)).toBeUndefined();
  });
});
