import type { Page } from "playwright-core";
import { expect, it, onTestFinished } from "vitest";
import {
  asked,
  axe,
  byKeyboard,
  byMouse,
  client,
  draft,
  enter,
  goods,
  hands,
  type Made,
  newcomer,
  page,
  press,
  settled,
  shot,
  stranger,
  type Tier,
  tabTo,
  typeInto,
  visit,
  ways,
} from "../ground";

// What a company sets up before it sells: taxes, prices, and fields of its own.

const own = (name: string) => `${name} ${crypto.randomUUID().slice(0, 8)}`;
/** Saves by its keys, and waits until the server has taken it: the page says "Saved" before, too. */
async function save(one: Page): Promise<void> {
  const taken = one.waitForResponse((response) => response.request().method() === "PATCH");
  await one.keyboard.press("Control+s");
  expect((await taken).status()).toBe(200);
}

it.each(ways)("makes a tax rate, gives it to a product and charges it on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const name = own("Levy");
  const product = await goods(tier, "Kettle", "5");
  const one = await page(tier, "owner");
  await visit(one, "/tax-rates/new");
  await by.type(one, one.getByLabel("Name"), name);
  await by.type(one, one.getByLabel("Percent"), "107.5");
  await by.press(one, one.getByRole("button", { name: "Create", exact: true }));
  await one.getByText("Must be 0 to 100.", { exact: true }).waitFor();
  await by.type(one, one.getByLabel("Percent"), "7.5");
  await by.press(one, one.getByRole("button", { name: "Create", exact: true }));
  await one.waitForURL(/\/tax-rates\/[0-9a-f-]{36}/);

  await visit(one, `/products/${product.id}`);
  await by.type(one, one.getByRole("combobox", { name: "Tax rate" }), name);
  const rate = one.getByRole("option", { name: `${name} 7.5` });
  await rate.waitFor();
  await (hand === "mouse" ? rate.click() : one.keyboard.press("Enter"));
  await save(one);
  const quote = await draft(tier, "quotes", { currency: "EUR", items: [{ product: product.id, quantity: "2" }] });
  await visit(one, `/quotes/${quote.id}`);
  await one.getByText("21.50").first().waitFor();
  await shot(one, `tax-${tier}`);
});

/** Has a list say what a product costs somebody, through the keys of a person. */
async function priced(one: Page, name: string, buyer: string, product: Made): Promise<void> {
  await one.goto("/price-lists/new");
  await one.getByRole("heading", { level: 1 }).waitFor();
  await settled(one);
  await typeInto(one, one.getByLabel("Name"), name);
  await tabTo(one, one.getByRole("combobox", { name: "Client" }));
  await one.keyboard.type(buyer);
  await one.keyboard.press("Enter");
  await expect.poll(() => one.getByRole("combobox", { name: "Client" }).inputValue()).toBe(buyer);
  await tabTo(one, one.getByRole("combobox", { name: "Currency" }));
  await one.keyboard.type("EUR");
  await one.keyboard.press("Enter");
  await press(one, one.getByRole("button", { name: "Add line" }), 160);
  await one.keyboard.type(String(product.reference));
  await one.keyboard.press("Enter");
  await one.getByLabel("Min quantity, line 1").waitFor();
  await one.keyboard.type("3");
  await one.keyboard.press("Tab");
  await one.keyboard.type("7.77");
  await one.keyboard.press("Control+s");
  await one.waitForURL(/\/price-lists\/[0-9a-f-]{36}/);
}

it.each(byKeyboard)("sells to a client at the price of their own list, by keyboard alone, on the tier %s", async (tier) => {
  const [product, buyer] = await Promise.all([goods(tier, "Lamp", "50"), client(tier, { currency: "EUR", country: "DE" })]);
  const one = await page(tier, "owner");
  await priced(one, own("List"), buyer.name, product);
  if (tier === "shared") await axe(one);
  await one.goto(`/quotes/new?client=${buyer.id}`);
  await one.getByRole("button", { name: "Add line" }).waitFor();
  await settled(one);
  await press(one, one.getByRole("button", { name: "Add line" }), 160);
  await one.keyboard.type(String(product.reference));
  await one.keyboard.press("Enter");
  await one.getByLabel("Quantity, line 1").waitFor();
  await one.keyboard.type("3");
  await one.keyboard.press("Control+s");
  await one.waitForURL(/\/quotes\/[0-9a-f-]{36}/);
  await one.getByRole("gridcell", { name: "7.77", exact: true }).waitFor();
  await shot(one, `priced-${tier}`);
});

it.each(byMouse)("sells at a price list that the mouse has made for a group on the tier %s", async (tier) => {
  const group = own("Gold");
  const [product, buyer] = await Promise.all([
    goods(tier, "Lamp", "50"),
    client(tier, { currency: "EUR", country: "DE", price_group: group }),
  ]);
  const one = await page(tier, "owner");
  await visit(one, "/price-lists/new");
  await one.getByLabel("Name").fill(own("List"));
  await one.getByLabel("Price group").fill(group);
  await one.getByRole("combobox", { name: "Currency" }).fill("EUR");
  await one.getByRole("option", { name: /EUR/ }).first().click();
  await one.getByRole("button", { name: "Add line" }).click();
  await one.keyboard.type(String(product.reference));
  await one.getByRole("option", { name: `${product.reference} ${product.name}` }).click();
  await one.getByLabel("Min quantity, line 1").fill("1");
  await one.getByRole("grid", { name: "Items" }).getByRole("gridcell").nth(2).click();
  await one.keyboard.type("6.66");
  await one.getByRole("button", { name: "Create", exact: true }).click();
  await one.waitForURL(/\/price-lists\/[0-9a-f-]{36}/);
  const items = [{ product: product.id, quantity: "1" }];
  const quote = await asked<{ net: { amount: string } }>(tier, "owner", "/api/client/quotes", {
    client: buyer.id,
    currency: "EUR",
    items,
  });
  expect(quote.net.amount).toBe("6.66");
});

/** Takes a field away again that all clients have got, whether or not the test went well. */
function takeAway(tier: Tier, label: string): void {
  onTestFinished(async () => {
    const known = await asked<{ data: (Made & { label: string })[] }>(tier, "owner", "/api/client/custom-fields?limit=200");
    const operations = known.data
      .filter((field) => field.label === label)
      .map(({ id, version }) => ({ op: "delete", id, version }));
    if (operations.length > 0) await asked(tier, "owner", "/api/client/custom-fields/bulk", { operations });
  });
}

/** A field of the company's own is filled in, shown and filtered by, by somebody who sells. */
it.each(byMouse)("gives clients a field of the company's own, on the tier %s", async (tier) => {
  const label = own("Grade");
  takeAway(tier, label);
  const [first, second, email] = await Promise.all([client(tier), client(tier), newcomer(tier, "sales")]);
  const one = await page(tier, "owner");
  await visit(one, "/custom-fields/new");
  await one.getByLabel("Extends").fill("Clie");
  await one.getByRole("option", { name: "Client", exact: true }).click();
  await one.getByLabel("Label").fill(label);
  await one.getByLabel("Name").fill("Not for programs");
  await one.getByLabel("Kind").selectOption({ label: "Choice" });
  await one.getByLabel("Choices").fill("gold,silver,");
  await one.getByRole("button", { name: "Create", exact: true }).click();
  await one.getByText(/^Must begin with a letter/).waitFor();
  await one.getByLabel("Name").fill(label.toLowerCase().replaceAll(" ", "_"));
  await one.getByRole("button", { name: "Create", exact: true }).click();
  await one.waitForURL(/\/custom-fields\/[0-9a-f-]{36}/);
  await shot(one, `own-field-${tier}`);

  const other = await stranger();
  await enter(other, tier, email);
  await other.goto(`/clients/${first.id}`);
  await other.getByLabel(label).selectOption({ label: "Gold" });
  await save(other);
  await visit(other, "/clients");
  await other.getByRole("button", { name: "Columns" }).click();
  await other.getByLabel("Find a field").fill(label);
  await other.getByRole("checkbox", { name: label }).click();
  await other.keyboard.press("Escape");
  await other.getByRole("columnheader", { name: label }).waitFor();
  await other.getByRole("button", { name: "Add filter" }).click();
  await other.getByLabel("Find a field").fill(label);
  await other.getByRole("menuitem", { name: label }).click();
  await other.getByRole("checkbox", { name: "Gold" }).click();
  const rows = other.getByRole("grid").getByRole("row");
  await rows.filter({ hasText: first.name }).filter({ hasText: "Gold" }).waitFor();
  await rows.filter({ hasText: second.name }).waitFor({ state: "hidden" });
  expect(await rows.count()).toBe(2);
  if (tier === "shared") await axe(other);
  await shot(other, `own-column-${tier}`);

  await other.getByRole("button", { name: "Group", exact: true }).click();
  await other.getByRole("menuitem", { name: label }).click();
  const group = other.getByRole("treegrid").getByRole("row", { name: /^Gold/, expanded: false });
  await group.click();
  await other.getByRole("treegrid").getByRole("row").filter({ hasText: first.name }).waitFor();
  await shot(other, `own-group-${tier}`);
});

it.each(byKeyboard)("gives clients a field by keyboard alone, and fills it in, on the tier %s", async (tier) => {
  const label = own("Taste");
  takeAway(tier, label);
  const { id } = await client(tier);
  const one = await page(tier, "owner");
  await one.goto("/custom-fields/new");
  await one.getByLabel("Extends").waitFor();
  await settled(one);
  await tabTo(one, one.getByLabel("Extends"));
  await one.keyboard.type("Client");
  await one.keyboard.press("Enter");
  await typeInto(one, one.getByLabel("Name"), label.toLowerCase().replaceAll(" ", "_"));
  await typeInto(one, one.getByLabel("Label"), label);
  await tabTo(one, one.getByLabel("Kind"));
  await one.keyboard.type("Text");
  await one.keyboard.press("Control+s");
  await one.waitForURL(/\/custom-fields\/[0-9a-f-]{36}/);
  await one.goto(`/clients/${id}`);
  await one.getByLabel(label).waitFor();
  await typeInto(one, one.getByLabel(label), "Salty", 120);
  await save(one);
  const after = await asked<{ custom: object }>(tier, "owner", `/api/client/clients/${id}`);
  expect(Object.values(after.custom)).toEqual(["Salty"]);
});
