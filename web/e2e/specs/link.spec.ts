import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import {
  asked,
  axe,
  byKeyboard,
  byMouse,
  client,
  draft,
  invoiced,
  type Look,
  linkTo,
  type Made,
  oldest,
  press,
  stranger,
  type Tier,
  tabTo,
  tiers,
  typeInto,
} from "../ground";

// What a client does by the link of a letter, without an account.

/** Makes a client who reads English letters, and trades in the company's own currency. */
async function reader(tier: Tier) {
  const email = `${crypto.randomUUID().slice(0, 8)}@reader.example`;
  const { currency } = await oldest<{ currency: string }>(tier, "clients");
  return { ...(await client(tier, { email, language: "en", currency })), email, currency };
}

/** Sends a quote, and gives it with the page where its client reads it. */
async function quoted(tier: Tier, look?: Look): Promise<{ quote: Made; one: Page }> {
  const { id, email, currency } = await reader(tier);
  const quote = await draft(tier, "quotes", { client: id, currency });
  await asked(tier, "owner", `/api/client/quotes/${quote.id}/send`, {}, quote.version);
  const one = await stranger(look);
  await one.goto(await linkTo("/quote/", email));
  return { quote, one };
}

const quoteOf = (tier: Tier, id: string) => asked<Made>(tier, "owner", `/api/client/quotes/${id}`);

it.each(byMouse)("signs a quote on the tier %s", async (tier) => {
  const { quote, one } = await quoted(tier);
  await axe(one);
  await one.getByLabel("Your full name").fill("Ada Reader");
  await one.getByRole("button", { name: "Accept quote" }).click();
  await one.getByText("This quote is accepted. Thank you!").waitFor();
  await one.getByText("Ada Reader").waitFor();
  await axe(one);
  expect(await quoteOf(tier, quote.id)).toMatchObject({ status: "accepted", accepted_by: "Ada Reader" });
});

it.each(byKeyboard)("signs a quote by keyboard alone on the tier %s", async (tier) => {
  const { quote, one } = await quoted(tier, { phone: true });
  await typeInto(one, one.getByLabel("Your full name"), "Ida Keys");
  await one.keyboard.press("Enter");
  await one.getByText("This quote is accepted. Thank you!").waitFor();
  expect(await quoteOf(tier, quote.id)).toMatchObject({ status: "accepted", accepted_by: "Ida Keys" });
});

it.each(tiers)("declines a quote by keyboard alone on the tier %s, and cannot accept it then", async (tier) => {
  const { quote, one } = await quoted(tier, { scheme: "dark" });
  await press(one, one.locator("summary"));
  await typeInto(one, one.getByLabel("Why? (optional)"), "Too late for us");
  await press(one, one.getByRole("button", { name: "Decline quote" }));
  await one.getByText("This quote was declined.").waitFor();
  await axe(one);
  expect(await one.getByRole("button", { name: "Accept quote" }).count()).toBe(0);
  expect(await quoteOf(tier, quote.id)).toMatchObject({ status: "declined" });
});

/** Posts an invoice that can be paid online, and gives it with the page of its letter. */
async function billed(tier: Tier): Promise<{ invoice: Made; one: Page }> {
  const { data } = await asked<{ data: unknown[] }>(tier, "owner", "/api/client/online-payments");
  if (data.length === 0) await asked(tier, "owner", "/api/client/online-payments", { provider: "sandbox" });
  const { id, email } = await reader(tier);
  const invoice = await invoiced(tier, "50.00", { client: id });
  const one = await stranger();
  await one.goto(await linkTo("/pay/", email));
  return { invoice, one };
}

const stateOf = async (tier: Tier, id: string) => (await asked<Made>(tier, "owner", `/api/client/invoices/${id}`)).payment_state;

it.each(byMouse)("pays an invoice on the tier %s, after it was refused once", async (tier) => {
  const { invoice, one } = await billed(tier);
  await axe(one);
  await one.getByRole("radio", { name: "A card that is declined" }).check();
  await one.getByRole("button", { name: /^Pay/ }).click();
  await one.getByRole("alert").filter({ hasText: "The payment was refused." }).waitFor();
  expect(await stateOf(tier, invoice.id)).not.toBe("paid");
  await one.getByRole("radio", { name: "A card that works" }).check();
  await one.getByRole("button", { name: /^Pay/ }).click();
  await one.getByText("This is paid. Thank you!").waitFor();
  await axe(one);
  await expect.poll(() => stateOf(tier, invoice.id)).toBe("paid");
});

it.each(byKeyboard)("pays an invoice by keyboard alone on the tier %s", async (tier) => {
  const { invoice, one } = await billed(tier);
  await tabTo(one, one.getByRole("radio").first());
  await one.keyboard.press("Space");
  await press(one, one.getByRole("button", { name: /^Pay/ }));
  await one.getByText("This is paid. Thank you!").waitFor();
  await expect.poll(() => stateOf(tier, invoice.id)).toBe("paid");
});

/** Has an order go all its way and its client be asked, and gives the survey with the page of the letter. */
async function surveyed(tier: Tier): Promise<{ survey: Made; one: Page }> {
  const { id, email, currency } = await reader(tier);
  const at = "/api/client/";
  const make = (plural: string, body: object) => asked<Made>(tier, "owner", at + plural, body);
  // Does something to a record as it is by now.
  const act = async (plural: string, id: string, verb: string, body = {}) => {
    const { version } = await asked<Made>(tier, "owner", `${at}${plural}/${id}`);
    return asked<Made>(tier, "owner", `${at}${plural}/${id}/${verb}`, body, version);
  };
  const reference = crypto.randomUUID();
  const price = { amount: "100", currency };
  const advice = await make("products", { reference, name: "Advice", kind: "service", unit: "hour", currency, price });
  const items = [{ product: advice.id, quantity: "1" }];
  const order = await make("orders/place", { client: id, currency, invoice_policy: "on_order", items });
  const bill = await act("orders", order.id, "invoice", { post: true });
  const origin = { entity: "billing.invoice", id: bill.id };
  const payment = await make("payments", { client: id, currency, amount: bill.total, method: "transfer", origin });
  await act("payments", payment.id, "charge");
  await act("orders", order.id, "close");
  const known = async () => (await asked<{ data: Made[] }>(tier, "owner", `${at}surveys?order=${order.id}`)).data.at(0);
  await expect.poll(known).toBeDefined();
  const survey = (await known()) as Made;
  await act("surveys", survey.id, "ask");
  const one = await stranger();
  await one.goto(await linkTo("/survey/", email));
  return { survey, one };
}

it.each(tiers)("answers the survey, and thinks better of it by keyboard alone, on the tier %s", async (tier) => {
  const { survey, one } = await surveyed(tier);
  const answer = () => asked<Made>(tier, "owner", `/api/client/surveys/${survey.id}`);
  await axe(one);
  await one.getByRole("radio", { name: "9", exact: true }).check();
  await one.getByRole("textbox").fill("Quick and friendly");
  await one.getByRole("button", { name: "Send" }).click();
  await one.getByText("Thank you for your answer!").waitFor();
  expect(await answer()).toMatchObject({ status: "answered", score: 9, comment: "Quick and friendly" });
  await tabTo(one, one.getByRole("radio", { name: "9", exact: true }));
  await one.keyboard.press("ArrowRight");
  await press(one, one.getByRole("button", { name: "Send" }));
  await expect.poll(async () => (await answer()).score).toBe(10);
});
