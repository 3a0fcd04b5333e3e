import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { asked, client, draft, duePayment, emailOf, page, type Role, roles, type Tier, tiers, tried, visit } from "../ground";

// Who may what, written down by hand: what the server grants and what the pages show are
// both held against it.

/** O owner, A admin, M manager, S sales, C accountant, W warehouse, V viewer. */
const letters: Record<string, Role> = {
  O: "owner",
  A: "admin",
  M: "manager",
  S: "sales",
  C: "accountant",
  W: "warehouse",
  V: "viewer",
};

/** Who sees what in the navigation. */
const entries: [name: string, seen: string][] = [
  ["Home", "OAMSCWV"],
  ["Inbox", "OAMSCWV"],
  ["Pipeline", "OAMS-V"],
  ["Clients", "OAMSCWV"],
  ["Contacts", "OAMSCWV"],
  ["Quotes", "OAMSC-V"],
  ["Orders", "OAMSCWV"],
  ["Activities", "OAMSC-V"],
  ["Picking", "OAMSCWV"],
  ["Shipments", "OAMSCWV"],
  ["Stock", "OAMSCWV"],
  ["Products", "OAMSCWV"],
  ["Categories", "OAMSCWV"],
  ["Adjustments", "OAM-CWV"],
  ["Price lists", "OAMSC-V"],
  ["Invoices", "OAMSC-V"],
  ["Payments", "OAMSC-V"],
  ["Credit notes", "OAMSC-V"],
  ["Reminders", "OAMSC-V"],
  ["Messages", "OAMSC--"],
  ["Surveys", "OAMSC-V"],
  ["Settings", "OAMSCWV"],
];

/** Records that deeds are tried on: none of these tries has an effect. */
interface Ground {
  client: string;
  order: string;
  invoice: string;
  payment: string;
  role: string;
  user: string;
}

interface Deed {
  name: string;
  may: string;
  /** Where its button is; a deed without is one of the API alone. */
  at?: (on: Ground) => string;
  button?: string | RegExp;
  call: (on: Ground) => [method: string, path: string];
}

const deeds: Deed[] = [
  { name: "create a client", may: "OAMSC", at: () => "/clients", button: "New: Client", call: () => ["POST", "clients"] },
  { name: "create a quote", may: "OAMS", at: () => "/quotes", button: "New: Quote", call: () => ["POST", "quotes"] },
  { name: "create a product", may: "OAM", at: () => "/products", button: "New: Product", call: () => ["POST", "products"] },
  { name: "create an adjustment", may: "OAMW", at: () => "/adjustments", button: "New: Adjustment", call: () => ["POST", "adjustments"] },
  { name: "archive a client", may: "OAM", at: (on) => `/clients/${on.client}`, button: "Archive", call: (on) => ["POST", `clients/${on.client}/archive`] },
  { name: "confirm an order", may: "OAMS", at: (on) => `/orders/${on.order}`, button: "Confirm", call: (on) => ["POST", `orders/${on.order}/confirm`] },
  { name: "hold an order", may: "OAMSC", at: (on) => `/orders/${on.order}`, button: /^Hold/, call: (on) => ["POST", `orders/${on.order}/hold`] },
  { name: "invoice an order", may: "OAMC", at: (on) => `/orders/${on.order}`, button: /^Invoice/, call: (on) => ["POST", `orders/${on.order}/invoice`] },
  { name: "post an invoice", may: "OAMC", at: (on) => `/invoices/${on.invoice}`, button: "Post", call: (on) => ["POST", `invoices/${on.invoice}/post`] },
  { name: "write an invoice off", may: "OAM", at: (on) => `/invoices/${on.invoice}`, button: /^Write off/, call: (on) => ["POST", `invoices/${on.invoice}/write-off`] },
  { name: "capture a payment", may: "OAMSC", at: (on) => `/payments/${on.payment}`, button: "Charge", call: (on) => ["POST", `payments/${on.payment}/charge`] },
  { name: "refund a payment", may: "OAMC", at: (on) => `/payments/${on.payment}`, button: /^Refund/, call: (on) => ["POST", `payments/${on.payment}/refund`] },
  { name: "receive stock", may: "OAMW", at: () => "/stock", button: "Receive", call: () => ["POST", "stock/receive"] },
  { name: "edit a role", may: "OA", at: () => "/settings/roles", button: "New role", call: (on) => ["PATCH", `roles/${on.role}`] },
  { name: "see the audit", may: "OA", call: () => ["GET", "access-log?limit=1"] },
  { name: "see all changes", may: "OA", call: () => ["GET", "changes?limit=1"] },
  { name: "invite a user", may: "OA", at: () => "/settings/users", button: "Invite", call: () => ["POST", "users"] },
  { name: "block a user", may: "OA", at: (on) => `/users/${on.user}`, button: "Block", call: (on) => ["POST", `users/${on.user}/block`] },
  { name: "set the sign-in rules", may: "OA", call: () => ["POST", "signin-policy/set"] },
  { name: "make a webhook", may: "OA", call: () => ["POST", "webhooks"] },
]; // biome-ignore format: a table

/** Sections of the settings, by the name of their link. */
const sections: [name: string, seen: string][] = [
  ["Roles", "OAMSCWV"],
  ["Users", "OAMSCWV"],
  ["Sign-in rules", "OA"],
  ["Access log", "OA"],
  ["All changes", "OA"],
  ["Webhooks", "OA"],
  ["Retention", "OA"],
  ["Privacy report", "OA"],
  ["Templates", "OAMSC"],
];

const held = (who: string, role: Role) => [...who].some((letter) => letters[letter] === role);

const made = new Map<Tier, Promise<Ground>>();
function ground(tier: Tier): Promise<Ground> {
  const known = made.get(tier) ?? make(tier);
  made.set(tier, known);
  return known;
}

async function make(tier: Tier): Promise<Ground> {
  type Listed = { data: { id: string; name: string; email: string }[] };
  const [one, order, invoice, payment, known, users] = await Promise.all([
    client(tier),
    draft(tier, "orders"),
    draft(tier, "invoices"),
    duePayment(tier),
    asked<Listed>(tier, "owner", "/api/client/roles?limit=50"),
    asked<Listed>(tier, "owner", `/api/client/users?limit=50&email=${emailOf(tier, "manager")}`),
  ]);
  const role = known.data.find((each) => each.name === "viewer")?.id ?? "";
  const user = users.data[0]?.id ?? "";
  return { client: one.id, order: order.id, invoice: invoice.id, payment: payment.id, role, user };
}

/** The button of a deed: beside the title, or in the menu. */
async function offered(one: Page, name: string | RegExp): Promise<boolean> {
  const main = one.locator("main");
  // Names of fields are buttons, too: they explain themselves.
  const named = (role: "button" | "link" | "menuitem", within: Page | Locator) =>
    within.getByRole(role, { name, exact: true }).and(one.locator(":not([data-term])"));
  if ((await named("button", main).count()) + (await named("link", main.locator("header, section")).count()) > 0) return true;
  const more = main.getByRole("button", { name: "More actions" });
  if ((await more.count()) === 0) return false;
  await more.click();
  await one.getByRole("menu").waitFor();
  const found = (await named("menuitem", one).count()) > 0;
  await one.keyboard.press("Escape");
  await one.getByRole("menu").waitFor({ state: "hidden" });
  return found;
}

const everybody = tiers.flatMap((tier) => roles.map((role) => [role, tier] as const));

it.each(everybody)("grants to the role %s on the tier %s what it may, and nothing else", async (role, tier) => {
  const on = await ground(tier);
  for (const { name, may, call } of deeds) {
    const [method, path] = call(on);
    const status = await tried(tier, role, method, `/api/client/${path}`);
    if (!held(may, role)) expect(status, name).toBe(403);
    else expect([200, 400, 412, 422], name).toContain(status);
  }
});

/** Whose pages are looked at: everybody's on one tier, on the others of those who may most and least different things. */
const watched = everybody.filter(
  ([role, tier]) =>
    tier === "shared" || { schema: ["warehouse", "viewer"], database: ["sales", "accountant"] }[tier].includes(role),
);

it.each(watched)("shows to the role %s on the tier %s what it may", async (role, tier) => {
  const on = await ground(tier);
  const one = await page(tier, role);
  await one.goto("/settings");
  const nav = one.getByRole("navigation", { name: "Navigation" });
  await nav.getByRole("link", { name: "Home" }).waitFor();
  const words = (await nav.getByRole("link").allInnerTexts()).map((text) => text.split("\n")[0]);
  expect(words, "navigation").toEqual(entries.filter(([, seen]) => held(seen, role)).map(([name]) => name));
  const links = one.getByRole("navigation", { name: "Settings" }).getByRole("link");
  await links.first().waitFor();
  const shown = await links.allInnerTexts();
  for (const [name, seen] of sections) expect(shown.includes(name), `settings: ${name}`).toBe(held(seen, role));

  let here = "/settings";
  for (const { name, may, at, button } of deeds) {
    if (!at || !button) continue;
    if (at(on) !== here) await visit(one, at(on));
    here = at(on);
    const found = expect.poll(() => offered(one, button), { message: `${name}, by its button`, timeout: 5_000 });
    await found.toBe(held(may, role));
  }
});

it("tells those who may not see a list no more than that there is nothing", async () => {
  const one = await page("shared", "warehouse");
  for (const path of [
    "/invoices",
    `/invoices/${(await ground("shared")).invoice}`,
    "/clients/new",
    "/access-log",
    "/retentions",
  ]) {
    await visit(one, path);
    await one.getByRole("heading", { name: "Nothing here" }).waitFor();
  }
});
