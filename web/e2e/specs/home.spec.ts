import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import {
  asked,
  axe,
  client,
  goods,
  invoiced,
  type Made,
  order,
  page,
  press,
  type Role,
  roles,
  settled,
  shot,
  type Tier,
  tiers,
  visit,
} from "../ground";

// What waits for somebody when they come in: of their work, and nothing that others do.

const ofSales = [/new leads? to contact/, /quotes? expires? this week/];
const ofWarehouse = [/shipments? to pick/];
const ofMoney = [/overdue invoices?/];

/** What may stand on whose page: tiles of things that others do never do. */
const theirs: Record<(typeof roles)[number], { seen: RegExp[]; never: RegExp[] }> = {
  owner: { seen: [...ofSales, ...ofWarehouse, ...ofMoney], never: [] },
  admin: { seen: [...ofSales, ...ofWarehouse, ...ofMoney], never: [] },
  manager: { seen: [...ofSales, ...ofWarehouse, ...ofMoney], never: [/alert/] },
  sales: { seen: ofSales, never: [...ofWarehouse, /alert/] },
  accountant: { seen: ofMoney, never: [...ofSales, ...ofWarehouse] },
  warehouse: { seen: ofWarehouse, never: [...ofSales, ...ofMoney] },
  viewer: { seen: [], never: [...ofSales, ...ofWarehouse, ...ofMoney] },
};

const waiting = (one: Page) => one.getByRole("region", { name: "What needs you" });

/** Opens the home of somebody, when all is known that waits for them. */
async function home(tier: Tier, role: Role): Promise<Page> {
  const one = await page(tier, role);
  await one.goto("/");
  await waiting(one).and(one.locator("[aria-busy=false]")).waitFor();
  await settled(one);
  return one;
}

const everybody = tiers.flatMap((tier) => roles.map((role) => [role, tier] as const));
/** Everybody on one tier, on the others those whose work differs most. */
const watched = everybody.filter(([role, tier]) => tier === "shared" || role === "warehouse" || role === "accountant");

it.each(watched)("shows the role %s what needs them on the tier %s", async (role, tier) => {
  const one = await home(tier, role);
  const tiles = (await waiting(one).getByRole("link").allInnerTexts()).join("\n");
  for (const part of theirs[role].seen) expect(tiles).toMatch(part);
  for (const part of theirs[role].never) expect(tiles).not.toMatch(part);
  if (role === "viewer") await waiting(one).getByText("Nothing waits for you").waitFor();
  if (tier === "shared") await shot(one, `home-${role}`);
});

it.each(tiers)("leads from the worklist to a shipment, which goes when it is picked, on the tier %s", async (tier) => {
  const product = await goods(tier, "Jug", "9");
  const made = await order(tier, [{ product: product.id, quantity: "2" }]);
  const one = await home(tier, "warehouse");
  const list = one.getByRole("region", { name: "Shipments to pick" });
  const mine = list.getByRole("link", { name: made.number });
  if (tier === "schema") await axe(one);
  await mine.click();
  await one.getByRole("heading", { level: 1, name: made.number }).waitFor();
  await one.getByRole("button", { name: "Pick", exact: true }).click();
  await one.locator("header").getByText("Picked", { exact: true }).waitFor();
  await visit(one, "/");
  await one.getByRole("region", { name: "Shipments to pack" }).getByRole("link", { name: made.number }).waitFor();
  expect(await mine.count()).toBe(0);
});

it("leads by keyboard alone to a draft invoice, which goes when it is posted", async () => {
  const buyer = await client("database", { currency: "EUR", country: "DE" });
  const draft = await invoiced("database", "12.00", { client: buyer.id, post: false });
  const one = await home("database", "accountant");
  const mine = one.getByRole("region", { name: "Invoices to post" }).getByRole("link", { name: buyer.name });
  await press(one, mine, 120);
  await one.waitForURL(new RegExp(`/invoices/${draft.id}`));
  await one.getByRole("button", { name: "Post", exact: true }).waitFor();
  await settled(one);
  await one.keyboard.press("Control+Enter");
  await press(one, one.getByRole("dialog").getByRole("button", { name: "Post", exact: true }));
  await one.getByRole("dialog").waitFor({ state: "hidden" });
  await visit(one, "/");
  await waiting(one).and(one.locator("[aria-busy=false]")).waitFor();
  await mine.waitFor({ state: "hidden" });
  const after = await asked<Made & { status: string }>("database", "owner", `/api/client/invoices/${draft.id}`);
  expect(after.status).toBe("posted");
});
