import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { asked, axe, byKeyboard, byMouse, invoiced, type Look, type Made, page, shot, type Tier, tabTo } from "../ground";

/** A client with two open invoices, of 120.12 and 60.06, and a payment of 150 that has come in. */
async function payer(tier: Tier): Promise<{ older: Made; newer: Made; payment: Made }> {
  const older = await invoiced(tier, "100.10");
  const client = (older.client as { id: string }).id;
  const newer = await invoiced(tier, "50.05", { client });
  const amount = { amount: "150.00", currency: "EUR" };
  const pending = await asked<Made>(tier, "owner", "/api/client/payments", {
    client,
    amount,
    currency: "EUR",
    method: "transfer",
  });
  const payment = await asked<Made>(tier, "owner", `/api/client/payments/${pending.id}/charge`, {}, pending.version);
  return { older, newer, payment };
}

async function opened(tier: Tier, payment: Made, look: Look = {}): Promise<Page> {
  const one = await page(tier, "owner", look);
  await one.goto(`/payments/${payment.id}`);
  await one.locator("form input").first().waitFor();
  return one;
}

async function openOf(tier: Tier, invoice: Made): Promise<string> {
  return (await asked<{ open: { amount: string } }>(tier, "owner", `/api/client/invoices/${invoice.id}`)).open.amount;
}

it.each(byMouse)("is used for open invoices, the oldest first, on the tier %s", async (tier) => {
  const { older, newer, payment } = await payer(tier);
  const one = await opened(tier, payment);
  await one.locator("header").getByText("Captured", { exact: true }).waitFor();
  const amount = (of: Made) => one.getByLabel(`Amount for ${of.number}`);

  await amount(older).fill("120.13");
  await one.getByText("Only €120.12 of the invoice is open.").waitFor();
  await amount(older).fill("100");
  await amount(newer).fill("50.01");
  await one.getByText("Only €150.00 of the payment is free.").waitFor();
  await one.getByText("€0.01 too much").waitFor();
  await axe(one);
  await one.getByRole("button", { name: /^Use/ }).click();
  expect(await amount(newer).evaluate((input) => input === document.activeElement)).toBe(true);
  expect(await openOf(tier, older)).toBe("120.12");

  await one.getByRole("button", { name: "Oldest first" }).click();
  expect([await amount(older).inputValue(), await amount(newer).inputValue()]).toEqual(["120.12", "29.88"]);
  await one.getByText("€0.00 left").waitFor();
  await shot(one, `payment-${tier}`);
  await one.getByRole("button", { name: "Use €150.00" }).click();
  const used = one.getByRole("region", { name: "Used for" });
  await used.getByRole("link", { name: older.number }).waitFor();
  await used.getByRole("link", { name: newer.number }).waitFor();
  expect([await openOf(tier, older), await openOf(tier, newer)]).toEqual(["0.00", "30.18"]);
  await axe(one);
});

it.each(byKeyboard)("is used by keyboard alone on the tier %s", async (tier) => {
  const { older, newer, payment } = await payer(tier);
  const one = await opened(tier, payment);
  await tabTo(one, one.getByLabel(`Amount for ${older.number}`), 90);
  await one.keyboard.type("20,5");
  await one.keyboard.press("ArrowDown");
  await one.keyboard.type("10");
  await one.getByText("€119.50 left").waitFor();
  await one.keyboard.press("Enter");
  await one.getByRole("region", { name: "Used for" }).getByRole("link", { name: newer.number }).waitFor();
  expect([await openOf(tier, older), await openOf(tier, newer)]).toEqual(["99.62", "50.06"]);
});

it.each([
  ["dark", { scheme: "dark" }],
  ["in Arabic", { language: "ar" }],
  ["on a telephone", { phone: true }],
] as const)("passes WCAG %s", async (name, look) => {
  const { payment } = await payer("shared");
  const one = await opened("shared", payment, look);
  await axe(one);
  await shot(one, `payment-${name.replaceAll(" ", "-")}`);
});
