import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { asked, axe, byKeyboard, byMouse, type Made, oldest, page, shot, type Tier, tabTo } from "../ground";

interface Draft {
  id: string;
  client: string;
  email: string;
}

/** A draft for a client of its own, who can be written to. */
async function draft(tier: Tier): Promise<Draft> {
  type Listed = { data: { id: string; currency?: string; site?: { id: string } }[] };
  const email = `buyer-${crypto.randomUUID().slice(0, 8)}@quote.example`;
  const [products, quote] = await Promise.all([
    asked<Listed>(tier, "owner", "/api/client/products?kind=goods&active=true&sort=id&limit=2"),
    oldest<{ currency: string; site: Made }>(tier, "quotes"),
  ]);
  const { currency, site } = quote;
  const client = await asked<{ id: string }>(tier, "owner", "/api/client/clients", {
    name: `Wharf ${email.slice(6, 14)}`,
    email,
    language: "de",
    currency,
    country: "GB",
  });
  const items = products.data.map((product) => ({ product: product.id, quantity: "2" }));
  const body = { client: client.id, currency, site: site?.id, items };
  return { ...(await asked<{ id: string }>(tier, "owner", "/api/client/quotes", body)), client: client.id, email };
}

const state = (one: Page, name: string) => one.locator("header").getByText(name, { exact: true }).waitFor();

it.each(byMouse)("sends a quote after a look, revises it, compares and accepts it on the tier %s", async (tier) => {
  const { id, email } = await draft(tier);
  const one = await page(tier, "owner");
  const dialog = one.getByRole("dialog");
  await one.goto(`/quotes/${id}`);
  await one.getByText("Stock and prices").waitFor();
  await one.getByRole("button", { name: "Send", exact: true }).click();
  await dialog.getByText(email).waitFor();
  await dialog.getByText("German").waitFor();
  await dialog.locator("iframe[title=Document]").waitFor();
  await dialog.locator("iframe[title='The letter']").waitFor();
  expect((await asked<{ status: string }>(tier, "owner", `/api/client/quotes/${id}`)).status).toBe("draft");
  await axe(one);
  await shot(one, `send-${tier}`);
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await state(one, "Sent");

  await one.getByRole("button", { name: "More actions" }).click();
  await one.getByRole("menuitem", { name: "Revise" }).click();
  await one.getByRole("alert").getByRole("link").click();
  const versions = one.getByRole("region", { name: "Versions" });
  await versions.getByRole("link", { name: /^Version 2/ }).waitFor();
  expect(await versions.locator("[aria-current=page]").innerText()).toMatch(/^Version 2/);
  await one.getByRole("gridcell", { name: "2", exact: true }).first().click();
  await one.getByLabel("Quantity, line 1").fill("5");
  await one.keyboard.press("Control+s");
  await one.getByRole("status").getByText("Saved", { exact: true }).waitFor();
  await versions.getByRole("button", { name: "What changed" }).click();
  await one.waitForURL(/compare=/);
  const changed = versions.getByRole("listitem").filter({ hasText: "Changed" });
  await expect.poll(() => changed.first().innerText()).toMatch(/Quantity\s+2\s*→\s*5/);
  await axe(one);
  await shot(one, `versions-${tier}`);

  await one.getByRole("button", { name: "Send", exact: true }).click();
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await state(one, "Sent");
  await one.getByRole("button", { name: "Accept", exact: true }).click();
  await dialog.getByText(/noted as accepted by .* for the client/).waitFor();
  await axe(one);
  await dialog.getByRole("button", { name: "Accept", exact: true }).click();
  await state(one, "Accepted");
  await one.getByRole("navigation", { name: "From quote to payment" }).getByRole("link", { name: /^SO-/ }).waitFor();
});

it.each(byKeyboard)("sends a quote by keyboard alone on the tier %s", async (tier) => {
  const { id, email } = await draft(tier);
  const one = await page(tier, "sales");
  const dialog = one.getByRole("dialog");
  await one.goto(`/quotes/${id}`);
  await one.getByRole("heading", { level: 1 }).waitFor();
  await tabTo(one, one.getByRole("button", { name: "Send", exact: true }));
  await one.keyboard.press("Enter");
  await dialog.getByText(email).waitFor();
  await one.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await one.keyboard.press("Control+Enter");
  await dialog.getByText(email).waitFor();
  await tabTo(one, dialog.getByRole("button", { name: "Send", exact: true }));
  await one.keyboard.press("Enter");
  await state(one, "Sent");
});

it("says beforehand that nobody can be written to", async () => {
  const { id, client } = await draft("shared");
  const { version } = await asked<{ version: number }>("shared", "owner", `/api/client/clients/${client}`);
  const one = await page("shared", "owner");
  await one.goto(`/clients/${client}`);
  await one.getByLabel("Email").fill("");
  await one.keyboard.press("Control+s");
  await expect
    .poll(async () => (await asked<{ version: number }>("shared", "owner", `/api/client/clients/${client}`)).version)
    .toBeGreaterThan(version);
  await one.goto(`/quotes/${id}`);
  await one.getByRole("button", { name: "Send", exact: true }).click();
  await one
    .getByRole("dialog")
    .getByText(/no letter is written/)
    .waitFor();
  await axe(one);
});

it.each([
  ["dark", { scheme: "dark" }],
  ["in Arabic", { language: "ar" }],
  ["on a telephone", { phone: true }],
] as const)("passes WCAG %s", async (how, look) => {
  const { id } = await oldest("shared", "quotes", "status=accepted");
  const one = await page("shared", "owner", look);
  await one.goto(`/quotes/${id}`, { waitUntil: "networkidle" });
  const current = one.locator("nav [aria-current=page]").last();
  await current.waitFor();
  await axe(one);
  expect(await one.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  const box = await current.boundingBox();
  const width = one.viewportSize()?.width ?? 0;
  expect(box && box.x >= 0 && box.x < width).toBe(true);
  await shot(one, `quote-${how.replaceAll(" ", "-")}`);
});
