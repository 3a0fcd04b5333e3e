import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { asked, byKeyboard, byPalette, client, type Made, oldest, page, press, settled, tabTo, typeInto } from "../ground";

// From the quote to the payment without a mouse: nothing here clicks. With one it is deal.spec.ts.

/** Goes where the palette leads. */
async function command(one: Page, typed: string, address: RegExp): Promise<void> {
  await byPalette(one, typed);
  await one.waitForURL(address);
  await settled(one);
}

/** Waits until what is looked for is what Enter would take. */
function found(one: Page, name: string): Promise<void> {
  return one.locator("[role=option][aria-selected=true]:not([data-special])").filter({ hasText: name }).waitFor();
}

/** Looks for something in a field that finds records, and takes it. */
async function choose(one: Page, field: Locator, name: string): Promise<void> {
  await typeInto(one, field, name, 90);
  await found(one, name);
  await one.keyboard.press("Enter");
  await expect.poll(() => field.inputValue()).toContain(name);
}

const state = (one: Page, name: string) => one.locator("header").getByText(name, { exact: true }).waitFor();
const chain = (one: Page) => one.getByRole("navigation", { name: "From quote to payment" });

/** Follows a link of the deal. */
async function follow(one: Page, name: string | RegExp, address: RegExp): Promise<void> {
  await press(one, chain(one).getByRole("link", { name }), 90);
  await one.waitForURL(address);
  await settled(one);
}

/** Does something, and answers what is asked first, where something is. */
async function step(one: Page, name: string, answer?: (dialog: Locator) => Promise<void>): Promise<void> {
  const dialog = one.getByRole("dialog");
  const done = one.waitForResponse(
    (response) => response.request().method() === "POST" && response.url().includes("/api/client/"),
  );
  await press(one, one.getByRole("button", { name, exact: true }).first(), 90);
  await Promise.race([dialog.waitFor(), done]);
  if (await dialog.isVisible()) {
    await answer?.(dialog);
    await press(one, dialog.getByRole("button", { name, exact: true }));
  }
  expect((await done).status(), name).toBeLessThan(300);
  await settled(one);
}

it.each(byKeyboard)(
  "goes from a quote to the paid invoice by keyboard alone on the tier %s",
  async (tier) => {
    const { currency } = await oldest<{ currency: string }>(tier, "products");
    const buyer = await client(tier, { currency });
    const one = await page(tier, "owner");
    await one.goto("/");
    await command(one, "New: Quote", /\/quotes\/new/);
    await choose(one, one.getByRole("combobox", { name: "Client" }), buyer.name);
    await press(one, one.getByRole("button", { name: "Add line" }), 90);
    await one.keyboard.type("P-004");
    await found(one, "P-004");
    await one.keyboard.press("Enter");
    await one.getByLabel("Quantity, line 1").waitFor();
    await one.keyboard.type("3");
    await one.keyboard.press("Control+s");
    await one.waitForURL(/\/quotes\/[0-9a-f-]{36}/);
    await settled(one);
    await step(one, "Send");
    await state(one, "Sent");
    await step(one, "Accept");
    await state(one, "Accepted");

    await follow(one, /^SO-/, /\/orders\/[0-9a-f-]{36}/);
    await follow(one, "Ship what is open", /\/shipments\/new/);
    await step(one, "Create");
    await one.waitForURL(/\/shipments\/[0-9a-f-]{36}/);
    await step(one, "Pick");
    await state(one, "Picked");
    await step(one, "Pack");
    await state(one, "Packed");
    await step(one, "Ship", (dialog) => typeInto(one, dialog.getByLabel("Carrier"), "DHL"));
    await state(one, "Shipped");
    await step(one, "Deliver");
    await state(one, "Delivered");

    await follow(one, /^SO-/, /\/orders\/[0-9a-f-]{36}/);
    await step(one, "Invoice", async (dialog) => {
      await tabTo(one, dialog.getByLabel("Post"));
      await one.keyboard.press("Space");
      expect(await dialog.getByLabel("Post").isChecked()).toBe(true);
    });
    await chain(one).getByText("Posted").waitFor();

    // The money comes by itself, and is then used for the invoice.
    const path = `/api/client/invoices?client=${buyer.id}`;
    const posted = async () => (await asked<{ data: (Made & Owed)[] }>(tier, "owner", path)).data[0];
    const invoice = await posted();
    if (!invoice) throw new Error("the order has no invoice");
    await command(one, "New: Payment", /\/payments\/new/);
    await choose(one, one.getByRole("combobox", { name: "Client" }), buyer.name);
    await typeInto(one, one.getByLabel("Amount", { exact: true }), invoice.open.amount, 90);
    await one.keyboard.press("Tab");
    await step(one, "Create");
    await one.waitForURL(/\/payments\/[0-9a-f-]{36}/);
    await step(one, "Charge");
    await state(one, "Captured");
    await typeInto(one, one.getByLabel(`Amount for ${invoice.number}`), invoice.open.amount, 90);
    await one.keyboard.press("Enter");
    await one.getByRole("region", { name: "Used for" }).getByRole("link", { name: invoice.number }).waitFor();
    expect(await posted()).toMatchObject({ payment_state: "paid", open: { amount: "0.00" } });
  },
  180_000,
);

interface Owed {
  open: { amount: string };
  payment_state: string;
}
