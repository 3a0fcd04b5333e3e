import { expect, it } from "vitest";
import { asked, axe, byKeyboard, byMouse, focused, type Made, oldest, page, shot, type Tier, tabTo } from "../ground";

/** A client who has an open invoice. */
async function debtor(tier: Tier): Promise<string> {
  const { client } = await oldest<{ client: Made }>(tier, "invoices", "status=posted&open[gt]=0");
  return client.id;
}

it.each(byMouse)("tells how it stands with a client, and makes a contact of theirs, on the tier %s", async (tier) => {
  const id = await debtor(tier);
  const family = `Lee${crypto.randomUUID().slice(0, 6)}`;
  const one = await page(tier, "owner");
  const sums: string[] = [];
  one.on("request", (request) => request.url().includes("/summary?") && sums.push(request.url()));
  await one.goto(`/clients/${id}`, { waitUntil: "networkidle" });
  const figure = (name: string) => one.locator("dl > div", { hasText: name }).first().getByRole("definition").innerText();
  await expect.poll(() => figure("Open balance")).toMatch(/[1-9]/);
  await one.waitForLoadState("networkidle");
  expect(sums).toHaveLength(4);
  expect(await figure("Credit")).toBe("no limit");
  await axe(one);
  await shot(one, `client-${tier}`);

  await one.getByRole("tab", { name: "Invoices" }).click();
  await one.waitForURL(/tab=invoices/);
  const panel = one.getByRole("tabpanel");
  await panel.getByText(/^\d+ in all · Total/).waitFor();
  await panel.getByRole("link", { name: "Show all" }).click();
  await one.waitForURL(new RegExp(`/invoices\\?client=${id}`));
  await one.goBack();
  expect(await one.getByRole("tab", { name: "Invoices" }).getAttribute("aria-selected")).toBe("true");

  await one.getByRole("tab", { name: "Contacts · Addresses" }).click();
  await panel.getByRole("link", { name: "New: Contact" }).click();
  await one.waitForURL(new RegExp(`/contacts/new\\?client=${id}`));
  await one.getByLabel("Last name").fill(family);
  await one.keyboard.press("Control+s");
  await one.waitForURL(/\/contacts\/[0-9a-f-]{36}/);
  await one.goto(`/clients/${id}?tab=contacts`);
  await panel.getByText(family).first().waitFor();
});

it.each(byKeyboard)("goes through a client's tabs by keyboard alone on the tier %s", async (tier) => {
  const one = await page(tier, "sales");
  const { client } = await oldest<{ client: Made }>(tier, "orders");
  await one.goto(`/clients/${client.id}`, { waitUntil: "networkidle" });
  await tabTo(one, one.getByRole("tab", { name: "Overview" }), 80);
  for (const name of ["Contacts · Addresses", "Quotes", "Orders"]) {
    await one.keyboard.press("ArrowRight");
    expect(await focused(one)).toBe(`tab: ${name}`);
  }
  await one.waitForURL(/tab=orders/);
  const order = one.getByRole("tabpanel").getByRole("link", { name: /^SO-/ }).first();
  await order.waitFor();
  await tabTo(one, order);
  await one.keyboard.press("Enter");
  const beside = one.getByRole("dialog");
  await beside.getByRole("heading", { level: 1, name: /^SO-/ }).waitFor();
  expect(one.url()).toMatch(/peek=orders%2F/);
  await one.keyboard.press("Escape");
  await beside.waitFor({ state: "detached" });
});

it("shows the statement before it is sent, and sends it", async () => {
  const id = await debtor("shared");
  const email = `pay-${crypto.randomUUID().slice(0, 8)}@statement.example`;
  const one = await page("shared", "owner");
  const dialog = one.getByRole("dialog");
  await one.goto(`/clients/${id}`);
  await one.getByRole("button", { name: "More actions" }).click();
  await one.getByRole("menuitem", { name: "Send statement" }).click();
  await dialog.getByLabel("Recipient").fill(email);
  await dialog.getByText(email, { exact: true }).waitFor();
  await dialog.locator("iframe[title=Document]").waitFor();
  await axe(one);
  await dialog.getByRole("button", { name: "Send statement" }).click();
  await dialog.waitFor({ state: "detached" });
  const sent = await asked<{ data: { kind: string }[] }>("shared", "owner", `/api/client/messages?recipient=${email}`);
  expect(sent.data.map((one) => one.kind)).toEqual(["account_statement"]);
});

it("shows a record beside its list, by Alt and by P, and remembers what was opened", async () => {
  const one = await page("shared", "owner");
  await one.goto("/clients");
  const link = one.getByRole("grid").getByRole("row").nth(2).getByRole("link").first();
  const name = await link.innerText();
  await link.click({ modifiers: ["Alt"] });
  const beside = one.getByRole("dialog");
  await beside.getByRole("heading", { level: 1 }).waitFor();
  expect(one.url()).toMatch(/\/clients\?.*peek=clients%2F/);
  await axe(one);
  await one.keyboard.press("Escape");
  await beside.waitFor({ state: "detached" });

  await one.getByRole("grid").focus();
  await one.keyboard.press("ArrowDown");
  await one.keyboard.press("p");
  await beside.getByRole("heading", { level: 1 }).waitFor();
  await one.keyboard.press("Escape");
  await beside.waitFor({ state: "detached" });
  expect(await focused(one)).toMatch(/^grid/);

  await link.click();
  await one.waitForURL(/\/clients\/[0-9a-f-]{36}/);
  const title = await one.getByRole("heading", { level: 1 }).innerText();
  await one.goto("/orders", { waitUntil: "networkidle" });
  await one.getByRole("heading", { level: 1 }).waitFor();
  await one.keyboard.press("Control+k");
  await one.getByRole("option", { name: title }).first().waitFor();
  expect(name).not.toBe("");
});

it("opens the full page instead on a telephone", async () => {
  const { id } = await oldest("shared", "clients");
  const one = await page("shared", "owner", { phone: true });
  await one.goto(`/clients?peek=clients/${id}`);
  await one.waitForURL(new RegExp(`/clients/${id}`));
});

it.each([
  ["dark", { scheme: "dark" }],
  ["in Arabic", { language: "ar" }],
  ["on a telephone", { phone: true }],
] as const)("passes WCAG %s", async (how, look) => {
  const one = await page("shared", "sales", look);
  await one.goto(`/clients/${await debtor("shared")}?tab=orders`, { waitUntil: "networkidle" });
  await one.getByRole("tabpanel").waitFor();
  await axe(one);
  expect(await one.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await shot(one, `client-${how.replaceAll(" ", "-")}`);
});
