import { expect, it } from "vitest";
import { taxesOf } from "./taxes";

const pounds = (amount: string) => ({ amount, currency: "GBP" });

it("sums up taxes by their rates, with that of the freight", () => {
  const invoice = {
    id: "i", version: 1, tax: pounds("23.10"), freight: pounds("8.00"), freight_tax_percent: "20.00",
    lines: [
      { tax_percent: "20", net: pounds("100.05"), tax: pounds("20.01") },
      { tax_percent: "5.00", net: pounds("29.80"), tax: pounds("1.49") },
      { tax_percent: "20.0", net: pounds("0.10"), tax: pounds("0.00") },
      { tax_percent: "0", net: pounds("7.00"), tax: pounds("0.00") },
    ],
  }; // biome-ignore format: a record
  expect(taxesOf(invoice)).toEqual([
    { rate: "20", net: "108.15", tax: "21.61" },
    { rate: "5", net: "29.80", tax: "1.49" },
    { rate: "0", net: "7.00", tax: "0.00" },
  ]);
});
