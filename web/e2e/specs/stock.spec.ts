import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import {
  asked,
  axe,
  byKeyboard,
  byMouse,
  focused,
  goods,
  type Look,
  type Made,
  oldest,
  page,
  press,
  shot,
  type Tier,
  tabTo,
  typeInto,
} from "../ground";

async function onHand(tier: Tier, product: Made): Promise<number> {
  const path = `/api/client/stock/availability?product=${product.id}`;
  return Number((await asked<{ on_hand: string }>(tier, "owner", path)).on_hand);
}

async function opened(tier: Tier, look: Look = {}): Promise<Page> {
  const one = await page(tier, "manager", look);
  await one.goto("/stock?site=all");
  await one.getByRole("grid", { name: /./ }).getByRole("row").nth(1).waitFor();
  return one;
}

const ledgerOf = (one: Page) => one.getByRole("region", { name: "Stock ledger" });

it.each(byMouse)("shows what is short and its ledger, and takes goods in, on the tier %s", async (tier) => {
  const product = await goods(tier, "Lantern", "3");
  const one = await opened(tier);
  await one.getByRole("searchbox").or(one.locator("[data-list-search]")).first().fill(String(product.reference));
  await one.getByRole("button", { name: "Only what is short" }).click();
  const row = one.getByRole("row", { name: new RegExp(String(product.reference)) });
  await row.getByText("Below reorder level").waitFor();
  await row.getByRole("link").click();
  const ledger = ledgerOf(one);
  await ledger.getByRole("cell", { name: "+3" }).waitFor();
  await axe(one);
  await shot(one, `stock-${tier}`);

  await ledger.getByRole("button", { name: "Receive" }).click();
  const dialog = one.getByRole("dialog");
  await dialog.getByLabel("Vendor").click();
  await one.getByRole("option").first().click();
  await dialog.getByRole("row").nth(1).getByRole("gridcell").nth(1).click();
  await one.keyboard.type("7");
  await one.keyboard.press("Tab");
  await axe(one);
  await dialog.getByRole("button", { name: "Receive", exact: true }).click();
  await ledger.getByRole("cell", { name: "+7" }).waitFor();
  expect(await onHand(tier, product)).toBe(10);
  await ledger.getByRole("link", { name: "Adjust" }).click();
  await one.waitForURL(/\/adjustments\/new/);
  await one.getByRole("gridcell", { name: new RegExp(String(product.reference)) }).waitFor();
});

it.each(byKeyboard)("is walked, and takes goods in, by keyboard alone on the tier %s", async (tier) => {
  const product = await goods(tier, "Candle", "12");
  const one = await opened(tier);
  await tabTo(one, one.locator("[data-list-search]"));
  await one.keyboard.type(String(product.reference));
  await one.getByRole("row", { name: new RegExp(String(product.reference)) }).waitFor();
  await expect.poll(() => one.getByRole("grid").getByRole("row").count(), { timeout: 10_000 }).toBe(2);
  await one.keyboard.press("Enter"); // to the rows
  await one.keyboard.press("Enter"); // into the first
  const ledger = ledgerOf(one);
  await ledger.getByRole("cell", { name: "+12" }).waitFor();
  await tabTo(one, ledger.getByRole("link", { name: "Adjust" }));
  await one.keyboard.press("Escape");
  await ledger.waitFor({ state: "hidden" });
  expect(await one.evaluate(() => document.activeElement?.hasAttribute("data-grid"))).toBe(true);

  const vendor = await oldest<{ name: string }>(tier, "vendors");
  const dialog = one.getByRole("dialog");
  const first = one.locator("[role=option][aria-selected=true]:not([data-special])");
  await press(one, one.locator("header").getByRole("button", { name: "Receive", exact: true }), 90);
  await typeInto(one, dialog.getByRole("combobox", { name: "Vendor" }), vendor.name);
  await first.filter({ hasText: vendor.name }).waitFor();
  await one.keyboard.press("Enter");
  await press(one, dialog.getByRole("button", { name: "Add line" }));
  await one.keyboard.type(String(product.reference));
  await first.filter({ hasText: String(product.reference) }).waitFor();
  await one.keyboard.press("Enter");
  await dialog.getByLabel("Quantity, line 1").waitFor();
  await one.keyboard.type("8");
  await press(one, dialog.getByRole("button", { name: "Receive", exact: true }), 90);
  await dialog.waitFor({ state: "hidden" });
  expect(await onHand(tier, product)).toBe(20);
  await expect.poll(() => focused(one)).toBe("button: Receive");
});

it("says that the books agree", async () => {
  const one = await opened("database");
  await one.getByRole("button", { name: "Verify the books" }).click();
  await one.getByText("All levels agree with the ledger and the reservations.").waitFor();
  await axe(one);
});

it.each([
  ["dark", { scheme: "dark" }],
  ["in Arabic", { language: "ar" }],
  ["on a telephone", { phone: true }],
] as const)("passes WCAG %s", async (name, look) => {
  const one = await opened("shared", look);
  await axe(one);
  await one.getByRole("row").nth(1).getByRole("link").first().click();
  await one.getByRole("region").getByRole("table").waitFor();
  await axe(one);
  await shot(one, `stock-${name.replaceAll(" ", "-")}`);
});
