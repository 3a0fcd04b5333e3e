import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import {
  asked,
  axe,
  byKeyboard,
  byMouse,
  companies,
  enter,
  hands,
  type Made,
  newcomer,
  page,
  settled,
  shot,
  stranger,
  type Tier,
  tabTo,
  typeInto,
  visit,
  ways,
} from "../ground";

// Who works in a company, where, and what they may: set by those who look after it.

/** The record of somebody, by their address. */
async function userOf(tier: Tier, email: string): Promise<Made & { sites: string[] }> {
  const found = await asked<{ data: (Made & { sites: string[] })[] }>(tier, "owner", `/api/client/users?email=${email}`);
  if (!found.data[0]) throw new Error(`there is no ${email} at ${tier}`);
  return found.data[0];
}

/** Opens a page as somebody who has come in. */
async function inside(tier: Tier, email: string): Promise<Page> {
  const one = await stranger();
  await enter(one, tier, email);
  await one.goto("/");
  await one.locator("h1").first().waitFor();
  return one;
}

/** Opens the users, with one of them found. */
async function foundAt(tier: Tier, email: string): Promise<Page> {
  const one = await page(tier, "owner");
  await one.goto("/settings/users");
  const search = one.getByRole("searchbox", { name: "Search name or address" });
  await search.waitFor();
  await settled(one, 300);
  await typeInto(one, search, email, 120);
  await one.getByRole("row").filter({ hasText: email }).waitFor();
  await expect.poll(() => one.locator("main").getByRole("row").count()).toBe(1);
  return one;
}

it.each(byMouse)("makes a site and gives it to somebody on the tier %s", async (tier) => {
  const code = `S${crypto.randomUUID().slice(0, 5)}`.toUpperCase();
  const email = await newcomer(tier, "sales");
  const one = await page(tier, "owner");
  await visit(one, "/sites/new");
  await one.getByRole("textbox", { name: "Code", exact: true }).fill(code);
  await one.getByRole("textbox", { name: "Name", exact: true }).fill("Harbour shop");
  await one.getByLabel("Country").fill("Denm");
  await one.getByRole("option", { name: "Denmark" }).click();
  await one.getByRole("button", { name: "Create", exact: true }).click();
  await one.waitForURL(/\/sites\/[0-9a-f-]{36}/);
  const site = one.url().slice(-36);
  const user = await userOf(tier, email);
  await visit(one, `/users/${user.id}`);
  await one.getByRole("combobox", { name: "Sites" }).fill(code);
  await one.getByRole("option", { name: `${code} Harbour shop` }).click();
  await one.getByRole("button", { name: `Remove ${code} Harbour shop` }).waitFor();
  await one.getByRole("button", { name: "Save", exact: true }).click();
  await expect.poll(async () => (await userOf(tier, email)).sites).toContain(site);
  await shot(one, `site-${tier}`);
  // Whoever may read users is not told in passing what was changed about somebody.
  await one.getByRole("region", { name: "Activity" }).getByText("Changed by owner").waitFor();
});

it.each(byKeyboard)("makes a site by keyboard alone on the tier %s", async (tier) => {
  const code = `K${crypto.randomUUID().slice(0, 5)}`.toUpperCase();
  const one = await page(tier, "owner");
  await one.goto("/sites/new");
  await one.getByRole("textbox", { name: "Code", exact: true }).waitFor();
  await settled(one);
  await typeInto(one, one.getByRole("textbox", { name: "Code", exact: true }), code);
  await typeInto(one, one.getByRole("textbox", { name: "Name", exact: true }), "Quay");
  await tabTo(one, one.getByLabel("Country"));
  await one.keyboard.type("Denmark");
  await one.keyboard.press("Enter");
  await one.keyboard.press("Control+s");
  await one.waitForURL(/\/sites\/[0-9a-f-]{36}/);
});

it.each(ways)("blocks somebody, who is shut out at once, on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const email = await newcomer(tier, "viewer");
  const [other, one] = await Promise.all([inside(tier, email), foundAt(tier, email)]);
  const row = one.getByRole("row").filter({ hasText: email });
  await by.take(one, row.getByRole("button", { name: /^Actions for/ }), "Block");
  await row.getByText("Blocked").waitFor();
  if (tier === "shared") await axe(one);
  await other.goto("/");
  await other.waitForURL(/\/signin/);
  await other.goto(`/signin?tenant=${companies[tier]}`);
  await typeInto(other, other.getByLabel("E-mail address"), email);
  await typeInto(other, other.getByLabel("Password", { exact: true }), "quiet-lantern-seven-harbour");
  await other.keyboard.press("Enter");
  await other.getByRole("alert").waitFor();
  await shot(other, `blocked-${tier}`);
  await by.take(one, row.getByRole("button", { name: /^Actions for/ }), "Unblock");
  await row.getByText("Blocked").waitFor({ state: "hidden" });
});

it.each(ways)("gives somebody another role, with which they see something else, on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const email = await newcomer(tier, "viewer");
  const [other, one] = await Promise.all([inside(tier, email), foundAt(tier, email)]);
  const seen = (name: string) => other.getByRole("navigation", { name: "Navigation" }).getByRole("link", { name, exact: true });
  await seen("Pipeline").waitFor();
  const row = one.getByRole("row").filter({ hasText: email });
  await by.take(one, row.getByRole("button", { name: /^Actions for/ }), "Roles");
  const dialog = one.getByRole("dialog");
  await by.turn(one, dialog.getByRole("checkbox", { name: "Viewer" }));
  await by.turn(one, dialog.getByRole("checkbox", { name: "Warehouse" }));
  if (tier === "schema") await axe(one);
  await by.press(one, dialog.getByRole("button", { name: "Save", exact: true }));
  await dialog.waitFor({ state: "hidden" });
  await row.getByText("Warehouse").waitFor();
  await other.goto("/");
  await seen("Picking").waitFor();
  expect(await seen("Pipeline").count()).toBe(0);
});

it.each(byMouse)("grants a role something in the matrix and views as it on the tier %s", async (tier) => {
  const title = `Helper ${crypto.randomUUID().slice(0, 8)}`;
  const name = title.toLowerCase().replace(" ", "-");
  const role = await asked<Made>(tier, "owner", "/api/client/roles", { name, title });
  const one = await page(tier, "owner");
  await visit(one, "/settings/roles");
  await one.locator("summary", { hasText: /^Clients$/ }).click();
  const cell = one.getByRole("combobox", { name: `${title}: Lead read` });
  await cell.selectOption({ label: "Company" });
  await one.getByText(`Changed: ${title}`).waitFor();
  if (tier === "shared") await axe(one);
  await shot(one, `matrix-${tier}`);
  await one.locator("main").getByRole("button", { name: "Save", exact: true }).click();
  await one.getByText(`Changed: ${title}`).waitFor({ state: "hidden" });
  const { grants } = await asked<{ grants: object[] }>(tier, "owner", `/api/client/roles/${role.id}`);
  expect(grants).toMatchObject([{ permission: "crm.lead.read", reach: "tenant" }]);

  await one.getByText("View as role").click();
  await one.getByRole("combobox", { name: "Role" }).click();
  await one.getByRole("option", { name: title }).click();
  const rows = one.locator("main").getByRole("row");
  await expect.poll(() => rows.allInnerTexts()).toHaveLength(1);
  expect((await rows.first().innerText()).replaceAll(/\s+/g, " ")).toBe("Clients Lead See");
  await shot(one, `view-as-${tier}`);
  await one.getByText("Permissions", { exact: true }).click();
  await one.locator("summary", { hasText: /^Clients$/ }).waitFor();

  // What was granted stands in the role's history, with who did it.
  await visit(one, `/roles/${role.id}`);
  await one.getByRole("region", { name: "Activity" }).getByText("crm.lead.read · Tenant").waitFor();
  await shot(one, `role-history-${tier}`);
});

it.each(byKeyboard)("views as a role by keyboard alone on the tier %s", async (tier) => {
  const one = await page(tier, "owner");
  await one.goto("/settings/roles");
  const mode = one.getByRole("radio", { name: "Permissions" });
  await mode.waitFor({ state: "attached" });
  await settled(one, 300);
  await tabTo(one, mode, 120);
  await one.keyboard.press("ArrowRight");
  const role = one.getByRole("combobox", { name: "Role" });
  await tabTo(one, role);
  await one.keyboard.press("Enter");
  await one.getByRole("option", { name: "Warehouse" }).waitFor();
  await one.keyboard.press("End");
  await one.keyboard.press("ArrowUp");
  await one.keyboard.press("Enter");
  expect(await role.inputValue()).not.toBe("");
  await one.keyboard.press("Shift+Tab");
  await one.keyboard.press("ArrowLeft");
  await one.locator("summary").first().waitFor();
});
