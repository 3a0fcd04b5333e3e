import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { asked, axe, client, companies, draft, emailOf, goods, page, password, settled, shot, stranger, visit } from "../ground";

/** Fails when the page can be scrolled sideways or as a whole, or what is to be tapped is too small (WCAG 2.5.8: 24 by 24, or apart from others). */
async function fits(one: Page, name: string): Promise<void> {
  await settled(one);
  const over = await one.evaluate(() =>
    Math.max(...[document.documentElement, ...document.querySelectorAll("main")].map((at) => at.scrollWidth - at.clientWidth)),
  );
  expect(over, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
  const below = await one.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  expect(below, `${name} scrolls below its end`).toBeLessThanOrEqual(0);
  await axe(one);
}

/** Looks at one page after the other. */
async function round(one: Page): Promise<void> {
  const { id } = await client("shared");
  await fits(one, "home");
  await visit(one, "/clients");
  await one.getByRole("listitem").first().getByRole("link").waitFor();
  await fits(one, "list");
  await shot(one, "phone-list");
  await one.getByRole("listitem").first().getByRole("link").tap();
  await one.waitForURL(/\/clients\/[0-9a-f-]{36}/);
  await visit(one, `/clients/${id}`);
  await fits(one, "record");
  await shot(one, "phone-record");
  for (const path of [
    "/inbox",
    "/profile",
    "/profile?section=security",
    "/settings",
    "/settings/roles",
    "/settings/company",
    "/settings/numbers",
    "/changes",
    "/orders?status=draft",
    "/clients/new",
  ]) {
    await visit(one, path);
    await fits(one, path);
  }
}

it("is at home on a telephone", async () => {
  const one = await stranger({ phone: true });
  await one.goto(`/signin?tenant=${companies.shared}`);
  await one.getByLabel("E-mail address").fill(emailOf("shared", "manager"));
  await one.getByLabel("Password", { exact: true }).fill(password);
  await fits(one, "sign-in");
  await one.getByRole("button", { name: "Sign in", exact: true }).tap();
  await one.waitForURL((url) => url.pathname === "/");
  await one.locator("h1").first().waitFor();
  await round(one);

  // The navigation comes from the side, and goes when one has gone somewhere.
  await one.getByRole("button", { name: "Open navigation" }).tap();
  const drawer = one.getByRole("dialog", { name: "Navigation" });
  await drawer.getByRole("link", { name: "Clients" }).waitFor();
  await axe(one);
  await drawer.getByRole("link", { name: "Clients" }).tap();
  await drawer.waitFor({ state: "hidden" });

  // A filter by touch.
  await one.getByRole("button", { name: "Filter" }).first().tap();
  await one.getByRole("menuitem", { name: "Kind" }).tap();
  await one.getByRole("dialog").waitFor();
  await fits(one, "filter");
  await one.keyboard.press("Escape");

  // A record is opened, changed and saved, and what can be done with it is in reach.
  const { id } = await client("shared");
  await visit(one, `/clients/${id}`);
  await one.getByLabel("Phone").tap();
  await one.getByLabel("Phone").fill("+44 20 7946 0300");
  await fits(one, "a changed record");
  await one.getByRole("button", { name: "Save", exact: true }).tap();
  await one
    .getByRole("status")
    .filter({ hasText: /^Saved$/ })
    .waitFor();
  const more = one.getByRole("button", { name: "More actions" });
  const box = await more.boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
  await more.tap();
  const archive = one.getByRole("menuitem", { name: "Archive", exact: true });
  await archive.waitFor();
  const item = await archive.boundingBox();
  expect((item?.x ?? 0) + (item?.width ?? 0)).toBeLessThanOrEqual(390);
  expect(item?.height).toBeGreaterThanOrEqual(24);
}, 120_000);

it("has the lines of a quote as cards, and what comes next under the thumb", async () => {
  const product = await goods("shared", "Lamp", "50");
  const quote = await draft("shared", "quotes", { currency: "EUR", items: [{ product: product.id, quantity: "2" }] });
  const one = await page("shared", "owner", { phone: true });
  await one.goto(`/quotes/${quote.id}`);
  const cell = one.getByRole("gridcell", { name: "2", exact: true }).first();
  await cell.waitFor();
  await fits(one, "a quote");
  const cut = await one.getByRole("grid", { name: "Items" }).evaluate((grid) => {
    const right = grid.getBoundingClientRect().right;
    return [...grid.querySelectorAll("[role=gridcell]")].filter((it) => it.getBoundingClientRect().right > right).length;
  });
  expect(cut, "cells that are cut off").toBe(0);
  await cell.tap();
  await one.keyboard.type("5");
  await shot(one, "phone-lines");
  const save = one.getByRole("button", { name: "Save", exact: true });
  expect((await save.boundingBox())?.y).toBeGreaterThan(770);
  await save.tap();
  await one.getByRole("status").getByText("Saved", { exact: true }).waitFor();
  const said = await asked<{ items: { quantity: string }[] }>("shared", "owner", `/api/client/quotes/${quote.id}`);
  expect(said.items.map((line) => line.quantity)).toEqual(["5"]);
  await one.goto("/quotes");
  const create = one.getByRole("link", { name: "New: Quote" });
  await create.waitFor();
  expect((await create.boundingBox())?.y).toBeGreaterThan(770);
  await create.tap();
  await one.waitForURL(/\/quotes\/new/);
});

it("fits a width of 320 pixels", async () => {
  const one = await page("shared", "owner", { phone: true });
  await one.setViewportSize({ width: 320, height: 640 });
  const [{ id }, quote] = await Promise.all([client("shared"), draft("shared", "quotes")]);
  for (const path of ["/", "/clients", "/orders?status=draft", `/clients/${id}`, `/quotes/${quote.id}`]) {
    await visit(one, path);
    await fits(one, path);
  }
});
