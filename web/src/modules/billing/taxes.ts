import type { Amount, Row } from "@/meta/types";
import { addDecimals, compareDecimals, subtractDecimals } from "@/ui/decimals";

/** What is taxed at one rate, and the tax on it. */
export interface TaxLine {
  rate: string;
  net: string;
  tax: string;
}

interface Line {
  tax_percent?: string | null;
  net?: Amount | null;
  tax?: Amount | null;
}

/** The taxes of an invoice by their rates, the highest first; what the lines do not explain is that of the freight. */
export function taxesOf(invoice: Row): TaxLine[] {
  const byRate = new Map<string, TaxLine>();
  const add = (rate: string, net: string, tax: string) => {
    const key = rate.includes(".") ? rate.replace(/\.?0+$/, "") : rate;
    const known = byRate.get(key) ?? { rate: key, net: "0", tax: "0" };
    byRate.set(key, { rate: key, net: addDecimals(known.net, net), tax: addDecimals(known.tax, tax) });
  };
  for (const line of (invoice.lines ?? []) as Line[])
    add(line.tax_percent ?? "0", line.net?.amount ?? "0", line.tax?.amount ?? "0");
  const freight = (invoice.freight as Amount | null)?.amount ?? "0";
  if (compareDecimals(freight, "0") !== 0) {
    const ofLines = [...byRate.values()].reduce((sum, one) => addDecimals(sum, one.tax), "0");
    const all = (invoice.tax as Amount | null)?.amount ?? ofLines;
    add(String(invoice.freight_tax_percent ?? "0"), freight, subtractDecimals(all, ofLines));
  }
  return [...byRate.values()].sort((a, b) => compareDecimals(b.rate, a.rate));
}
