import { expect, it } from "vitest";
import {
  asked,
  byPalette,
  client,
  companies,
  emailOf,
  newcomer,
  page,
  password,
  settled,
  shot,
  stranger,
  tabTo,
  tiers,
} from "../ground";

// Without a mouse: nothing here clicks.

it.each(tiers)("finds, sorts, opens, changes and saves, and comes back to where one was, on the tier %s", async (tier) => {
  const { id, name } = await client(tier);
  const one = await page(tier, "owner");
  await one.goto("/");
  await one.locator("h1").first().waitFor();
  await byPalette(one, "Price lists");
  await one.waitForURL(/\/price-lists/);
  await settled(one);
  await one.keyboard.press("g");
  await one.keyboard.press("c");
  await one.waitForURL(/\/clients/);
  const grid = one.getByRole("grid");
  await grid.waitFor();

  // A search, and the heading by which is sorted.
  await one.keyboard.press("/");
  await one.keyboard.type(name);
  await one.waitForURL(/[?&]q=/);
  const found = grid.getByRole("row").filter({ hasText: name });
  await found.waitFor();
  await settled(one, 300);
  await tabTo(one, grid);
  await one.keyboard.press("ArrowUp");
  await one.keyboard.press("ArrowRight");
  await one.keyboard.press("Enter");
  await one.waitForURL(/[?&]sort=/);
  await settled(one, 300);
  const address = one.url();

  // A row is selected, and let go.
  await one.keyboard.press("ArrowDown");
  await one.keyboard.press("x");
  await expect.poll(() => found.getAttribute("aria-selected")).toBe("true");
  await one.keyboard.press("x");
  await expect.poll(() => found.getAttribute("aria-selected")).toBe("false");

  await one.keyboard.press("Enter");
  await one.waitForURL(new RegExp(`/clients/${id}`));
  const phone = one.getByLabel("Phone");
  await phone.waitFor();
  await tabTo(one, phone, 80);
  await one.keyboard.type("+44 20 7946 0400");
  await one.keyboard.press("Control+s");
  await one
    .getByRole("status")
    .filter({ hasText: /^Saved$/ })
    .waitFor();
  expect(await asked(tier, "owner", `/api/client/clients/${id}`)).toMatchObject({ phone: "+44 20 7946 0400" });
  await one.goBack(); // Alt and the arrow are the browser's own
  await one.waitForURL(address);
  await found.waitFor();
});

it("keeps the wish for the palette that comes later than the page, and what is typed meanwhile", async () => {
  const one = await page("shared", "owner");
  let letIn: (() => void) | undefined;
  const gate = new Promise<void>((resolve) => {
    letIn = resolve;
  });
  const held: string[] = [];
  // The palette is on its way for as long as it takes to type.
  await one.route(/\/assets\/Palette(Body)?-[^/]*\.js$/, async (route) => {
    held.push(route.request().url());
    await gate;
    await route.continue();
  });
  await one.goto("/");
  await one.locator("h1").first().waitFor();
  await one.keyboard.press("Control+k");
  await one.keyboard.type("pricex");
  await one.keyboard.press("Backspace");
  await one.keyboard.type(" lists");
  expect(new URL(one.url()).pathname).toBe("/"); // none of the letters was taken for a way somewhere
  expect(held.length).toBeGreaterThan(0);
  letIn?.();
  const field = one.getByRole("combobox");
  await expect.poll(() => field.inputValue()).toBe("price lists");
  await expect.poll(() => field.evaluate((input) => input === document.activeElement)).toBe(true);
  await one.getByRole("option", { name: "Price lists" }).first().waitFor();
  await one.keyboard.press("Escape");
  await field.waitFor({ state: "hidden" });
  await one.keyboard.press("Control+k");
  await field.waitFor();
  expect(await field.inputValue()).toBe("");
});

it("makes a client by the letters C C", async () => {
  const one = await page("shared", "owner");
  await one.goto("/");
  await one.locator("h1").first().waitFor();
  await settled(one, 600);
  await one.keyboard.press("c");
  await one.keyboard.press("c");
  await one.waitForURL(/\/clients\/new/);
  const name = one.getByRole("textbox", { name: "Name" }).first();
  await name.waitFor();
  await tabTo(one, name, 80);
  await one.keyboard.type("Made by keys");
  await one.keyboard.press("Control+s");
  await one.waitForURL(/\/clients\/[0-9a-f-]{36}/);
  await one.getByRole("heading", { name: "Made by keys" }).waitFor();
  await shot(one, "keyboard-client");
});

it("changes a role in the matrix", async () => {
  const one = await page("schema", "owner");
  await one.goto("/settings/roles");
  const tab = one.getByRole("radio", { name: "View as role" });
  await tab.waitFor({ state: "attached" });
  await settled(one, 300);
  await tabTo(one, one.getByRole("radio", { name: "Permissions" }), 120);
  await one.keyboard.press("ArrowRight");
  await one
    .getByRole("combobox", { name: "Role" })
    .or(one.getByRole("textbox", { name: "Role" }))
    .first()
    .waitFor();
});

it.each(["Enter", "Tab"])("takes by %s what was typed, and not what was found before", async (key) => {
  const name = `Twin ${crypto.randomUUID().slice(0, 8)}`;
  await client("schema", { name: `${name} Dune` });
  await client("schema", { name: `${name} Quay` });
  const one = await page("schema", "owner");
  await one.goto("/quotes/new");
  const field = one.getByRole("combobox", { name: "Client" });
  await field.waitFor();
  await tabTo(one, field);
  await one.keyboard.type(name);
  await one.getByRole("option", { name: `${name} Quay` }).waitFor();
  const first = await one.getByRole("option").first().innerText();
  await one.keyboard.type(first.includes("Dune") ? " Quay" : " Dune");
  await one.keyboard.press(key); // before it has been looked for
  const meant = first.includes("Dune") ? `${name} Quay` : `${name} Dune`;
  await expect.poll(() => field.inputValue()).toBe(meant);
  await one.getByRole("option").first().waitFor({ state: "hidden" });
  expect(await field.inputValue()).toBe(meant);
});

it("lets somebody in who has only a keyboard, on a new session", async () => {
  const email = await newcomer("database", "sales");
  expect(email).not.toBe(emailOf("database", "sales"));
  const one = await stranger();
  await one.goto(`/signin?tenant=${companies.database}`);
  await tabTo(one, one.getByLabel("E-mail address"));
  await one.keyboard.type(email);
  await tabTo(one, one.getByLabel("Password", { exact: true }));
  await one.keyboard.type(password);
  await one.keyboard.press("Enter");
  await one.waitForURL((url) => url.pathname === "/");
});
