import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import {
  asked,
  axe,
  byKeyboard,
  byMouse,
  enter,
  goods,
  type Look,
  type Made,
  newcomer,
  order,
  page,
  scanned,
  settled,
  shot,
  stranger,
  type Tier,
  tabTo,
  visit,
} from "../ground";

const barcode = "4006381333931";

interface Shipment extends Made {
  status: string;
  tracking: string;
  items: { product: { id: string }; quantity: string }[];
}

function known(tier: Tier, shipment: Made): Promise<Shipment> {
  return asked<Shipment>(tier, "owner", `/api/client/shipments/${shipment.id}`);
}

/** A shipment of two lamps, which have a barcode, and three hinges. */
async function shipmentOf(tier: Tier, code = "") {
  const lamp = await goods(tier, "Lamp", "20", code);
  const hinge = await goods(tier, "Hinge", "20");
  const shipment = await order(tier, [
    { product: lamp.id, quantity: "2" },
    { product: hinge.id, quantity: "3" },
  ]);
  return { lamp, hinge, shipment };
}

async function opened(tier: Tier, shipment: Made, look: Look): Promise<Page> {
  const one = await page(tier, "warehouse", look);
  await one.goto("/picking?site=all");
  await one.getByRole("link", { name: new RegExp(shipment.number) }).waitFor();
  return one;
}

const button = (one: Page, name: string | RegExp) => one.getByRole("button", { name, exact: typeof name === "string" });

it.each(byMouse)("picks with a scanner, packs and ships by finger on the tier %s", async (tier) => {
  const { lamp, hinge, shipment } = await shipmentOf(tier, tier === "shared" ? barcode : "");
  const one = await opened(tier, shipment, { phone: true });
  await axe(one);
  await shot(one, `picking-${tier}`);
  await one.getByRole("link", { name: new RegExp(shipment.number) }).tap();
  const found = one.getByRole("textbox", { name: "Found" });
  await found.waitFor();

  await scanned(one, "9999999999994");
  await one.getByRole("alert").getByText("Wrong product").waitFor();
  expect(await found.inputValue()).toBe("0");
  await axe(one);
  await shot(one, `picking-wrong-${tier}`);

  const lampFirst = await one.getByRole("heading", { level: 2, name: /Lamp/ }).isVisible();
  const [current, next] = lampFirst ? [lamp, hinge] : [hinge, lamp];
  const codeOf = (product: Made) => (product === lamp && tier === "shared" ? barcode : String(product.reference));
  await scanned(one, codeOf(current));
  await expect.poll(() => found.inputValue(), { timeout: 10_000 }).toBe("1");
  await scanned(one, codeOf(next));
  await one.getByRole("alert").getByText("belongs to another line").waitFor();
  await button(one, /^All \d found$/).tap();
  await one.getByText("Line 2 of 2").waitFor();

  // The rest is not there, and the telephone has slept meanwhile.
  await button(one, "One more").tap();
  await expect.poll(() => found.inputValue()).toBe("1");
  await one.waitForTimeout(300); // what was tapped is on disk a moment later
  await one.reload();
  await one.getByText("Line 2 of 2").waitFor();
  expect(await found.inputValue()).toBe("1");
  await button(one, "Only 1").tap();
  await one.getByRole("heading", { name: "Not everything was found" }).waitFor();
  await axe(one);
  await shot(one, `picking-short-${tier}`);
  await button(one, "Picked, with less").tap();

  await one.getByRole("heading", { name: "Pack these goods" }).waitFor();
  const picked = await known(tier, shipment);
  expect(picked.status).toBe("picked");
  const quantities = new Map(picked.items.map((item) => [item.product.id, Number(item.quantity)]));
  expect(quantities.get(next.id)).toBe(1);
  expect(quantities.get(current.id)).toBe(lampFirst ? 2 : 3);
  await button(one, "Packed").tap();
  await one.getByLabel("Carrier").fill("DHL");
  // What is scanned into a field that is meant for it is typed.
  await one.getByLabel("Tracking number").focus();
  await one.keyboard.type("JD014600003");
  await axe(one);
  await button(one, "Ship").tap();
  await one.getByRole("heading", { name: "This shipment is on its way" }).waitFor();
  expect(await known(tier, shipment)).toMatchObject({ status: "shipped", carrier: "DHL", tracking: "JD014600003" });
});

it.each(byKeyboard)("picks, packs and ships by keyboard alone on the tier %s", async (tier) => {
  const { shipment } = await shipmentOf(tier);
  const one = await opened(tier, shipment, {});
  const press = async (name: string | RegExp) => {
    await tabTo(one, button(one, name));
    await one.keyboard.press("Enter");
  };
  await tabTo(one, one.getByRole("link", { name: new RegExp(shipment.number) }), 120);
  await one.keyboard.press("Enter");
  await press(/^All \d found$/);
  await one.getByText("Line 2 of 2").waitFor();
  const found = one.getByRole("textbox", { name: "Found" });
  await tabTo(one, found);
  await one.keyboard.type("9");
  await one.keyboard.press("Tab"); // no more is taken than is wanted
  await press("Done, next line");
  await one.getByRole("heading", { name: "Everything found" }).waitFor();
  await press("Picked");
  await one.getByRole("heading", { name: "Pack these goods" }).waitFor();
  await press("Packed");
  await one.getByRole("heading", { name: "Hand over to the carrier" }).waitFor();
  await tabTo(one, one.getByLabel("Carrier"));
  await one.keyboard.press("Control+a");
  await one.keyboard.type("Night Van");
  await one.keyboard.press("Enter");
  await one.getByRole("heading", { name: "This shipment is on its way" }).waitFor();
  expect((await known(tier, shipment)).status).toBe("shipped");
});

it("keeps what was picked without a connection, says so, and sends it when there is one", async () => {
  const { shipment } = await shipmentOf("schema");
  const one = await opened("schema", shipment, {
    phone: true,
    allow: [/Failed to fetch/, /ERR_INTERNET_DISCONNECTED/, /WebSocket/, /Unable to preload CSS/],
  });
  await one.getByRole("link", { name: new RegExp(shipment.number) }).tap();
  await button(one, /^All \d found$/).waitFor();
  await one.context().setOffline(true);
  await button(one, /^All \d found$/).tap();
  await one.getByText("Line 2 of 2").waitFor();
  await button(one, /^All \d found$/).tap();
  await button(one, "Picked").tap();
  await one.getByRole("status").getByText("Not sent yet").waitFor();
  expect((await known("schema", shipment)).status).toBe("draft");
  await axe(one);
  await shot(one, "picking-offline");
  await one.context().setOffline(false);
  await one.getByRole("heading", { name: "Pack these goods" }).waitFor({ timeout: 30_000 });
  expect((await known("schema", shipment)).status).toBe("picked");
});

it("keeps what was not sent for whoever picked it, beyond their signing out, and from everybody else", async () => {
  const { shipment } = await shipmentOf("schema");
  const [picker, other] = await Promise.all([newcomer("schema", "warehouse"), newcomer("schema", "warehouse")]);
  const one = await stranger({ phone: true, allow: [/Failed to fetch/, /ERR_/, /WebSocket/] });
  const card = one.getByRole("link", { name: new RegExp(shipment.number) });
  const waiting = one.getByRole("status").getByText("1 shipment");
  const leave = async () => {
    await one.getByRole("button", { name: /^Account of/ }).tap();
    await one.getByRole("menuitem", { name: "Sign out" }).tap();
  };
  await enter(one, "schema", picker);
  await one.goto("/picking?site=all");
  await card.tap();
  await button(one, /^All \d found$/).waitFor();
  const lost = new RegExp(`/api/client/shipments/${shipment.id}`);
  await one.route(lost, (route) => route.abort());
  await button(one, /^All \d found$/).tap();
  await one.getByText("Line 2 of 2").waitFor();
  await button(one, /^All \d found$/).tap();
  await button(one, "Picked").tap();
  await one.getByRole("status").getByText("Not sent yet").waitFor();

  await one.context().setOffline(true);
  await leave();
  await one.getByText("You can sign out as soon as there is a connection").waitFor();
  await one.context().setOffline(false);
  await leave();
  await one.waitForURL(/\/signin/);

  await one.unroute(lost);
  await enter(one, "schema", other);
  await one.goto("/picking?site=all");
  await card.waitFor();
  await settled(one, 500);
  expect(await waiting.count()).toBe(0);
  expect((await known("schema", shipment)).status).toBe("draft");
  await leave();
  await one.waitForURL(/\/signin/);

  await one.route(lost, (route) => route.abort());
  await enter(one, "schema", picker);
  await one.goto("/picking?site=all");
  await waiting.waitFor();
  await visit(one, "/inbox");
  await one.unroute(lost);
  await leave(); // signing out sends what it can
  await one.waitForURL(/\/signin/);
  expect((await known("schema", shipment)).status).toBe("picked");
});

it.each([
  ["dark", { scheme: "dark", phone: true }],
  ["in Arabic", { language: "ar", phone: true }],
] as const)("passes WCAG %s", async (name, look) => {
  const { shipment } = await shipmentOf("shared");
  const one = await opened("shared", shipment, look);
  await axe(one);
  await one.getByRole("link", { name: new RegExp(shipment.number) }).tap();
  await one.getByRole("heading", { level: 2 }).waitFor();
  await axe(one);
  await shot(one, `picking-${name.replaceAll(" ", "-")}`);
});
