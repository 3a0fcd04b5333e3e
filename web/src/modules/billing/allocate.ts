import { addDecimals, compareDecimals, lesserDecimal, subtractDecimals } from "@/ui/decimals";

/** An invoice that a payment may be used for. */
export interface Owed {
  id: string;
  /** How much is still owed, as decimal text. */
  open: string;
}

/** Why an amount cannot be used for an invoice. */
export type Wrong = "noNumber" | "negative" | "tooPrecise" | "moreThanOpen" | "moreThanFree";

export interface Allocated {
  /** By invoice, what is wrong with its amount. */
  wrong: Record<string, Wrong>;
  /** What all amounts that are right in themselves come to. */
  sum: string;
  /** What of the payment is left then; less than nothing when more is used than there is. */
  left: string;
}

/** How many decimals a currency has. */
export function digitsOf(currency: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Uses what is free for the invoices in their order, each in full as long as it goes. */
export function oldestFirst(invoices: Owed[], free: string): Record<string, string> {
  const amounts: Record<string, string> = {};
  let left = free;
  for (const { id, open } of invoices) {
    if (compareDecimals(left, "0") <= 0) break;
    amounts[id] = lesserDecimal(open, left);
    left = subtractDecimals(left, amounts[id]);
  }
  return amounts;
}

/** As much for one invoice as goes beside what the others get. */
export function asMuchAsGoes(invoice: Owed, amounts: Record<string, string>, free: string): string {
  const others = Object.entries(amounts).reduce((sum, [id, amount]) => (id === invoice.id ? sum : addDecimals(sum, amount)), "0");
  const left = subtractDecimals(free, others);
  return compareDecimals(left, "0") <= 0 ? "0" : lesserDecimal(invoice.open, left);
}

/**
 * Looks over what is to be used for each invoice: undefined is what is no number. What
 * goes beyond the payment is held against the invoice with which it does.
 */
export function lookOver(invoices: Owed[], amounts: Record<string, string | undefined>, free: string, digits: number): Allocated {
  const wrong: Record<string, Wrong> = {};
  let sum = digits > 0 ? `0.${"0".repeat(digits)}` : "0";
  for (const { id, open } of invoices) {
    if (!(id in amounts)) continue;
    const amount = amounts[id];
    if (amount === undefined) wrong[id] = "noNumber";
    else if (compareDecimals(amount, "0") < 0) wrong[id] = "negative";
    else if ((amount.split(".")[1]?.replace(/0+$/, "").length ?? 0) > digits) wrong[id] = "tooPrecise";
    else {
      if (compareDecimals(amount, open) > 0) wrong[id] = "moreThanOpen";
      sum = addDecimals(sum, amount);
      if (compareDecimals(sum, free) > 0 && compareDecimals(amount, "0") > 0) wrong[id] ??= "moreThanFree";
    }
  }
  return { wrong, sum, left: subtractDecimals(free, sum) };
}
