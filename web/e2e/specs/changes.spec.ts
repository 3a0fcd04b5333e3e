import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { asked, axe, emailOf, focused, type Made, page, press, settled, shot, type Tier, tabTo, tried, visit } from "../ground";

// Who changed what in the whole company: for owners and admins alone.

/** A client whom somebody of the sales has made, and what that somebody is called. */
async function made(tier: Tier): Promise<{ client: Made & { name: string }; by: string }> {
  const name = `Trail ${crypto.randomUUID().slice(0, 8)}`;
  const body = { name, kind: "company", currency: "EUR", country: "DE" };
  const client = await asked<Made & { name: string }>(tier, "sales", "/api/client/clients", body);
  const path = `/api/client/users?email=${emailOf(tier, "sales")}&fields=name`;
  const users = await asked<{ data: { name: string }[] }>(tier, "owner", path);
  return { client, by: users.data[0]?.name ?? "" };
}

const rowOf = (one: Page, name: string) => one.getByRole("grid").getByRole("row").filter({ hasText: name });
const cleared = (one: Page) => one.getByRole("button", { name: "Remove filter Actor" });

it("shows the owner who made a record, by a mouse", async () => {
  const { client, by } = await made("shared");
  const one = await page("shared", "owner");
  await one.goto("/settings");
  await one.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "All changes" }).click();
  await one.waitForURL(/\/changes/);
  await rowOf(one, client.name).waitFor();
  await settled(one);
  await shot(one, "changes");

  await one.getByRole("button", { name: "Add filter" }).click();
  await one.getByRole("menuitem", { name: "Actor", exact: true }).click();
  await one.getByRole("dialog").getByRole("combobox").fill(by);
  await one.getByRole("option").filter({ hasText: by }).first().click();
  await one.waitForURL(/actor=/);
  await one.keyboard.press("Escape");
  await one.getByRole("button", { name: "Add filter" }).click();
  await one.getByRole("menuitem", { name: "Subject", exact: true }).click();
  await one.getByRole("dialog").getByLabel("Client", { exact: true }).check();
  await one.waitForURL(/subject=crm.client/);
  await shot(one, "changes-filter");
  await one.keyboard.press("Escape");
  const row = rowOf(one, client.name);
  await row.waitFor();
  await settled(one);
  expect(await one.getByRole("grid").getByRole("row").filter({ hasNotText: by }).count()).toBe(1); // the heads
  expect(await row.innerText()).toMatch(/Client Trail[\s\S]*Create[\s\S]*Name/);
  await axe(one);

  const entry = await row.getByRole("link").first().getAttribute("href");
  await visit(one, entry ?? "");
  await one.getByRole("heading", { level: 1, name: "Create Client" }).waitFor();
  await one.getByRole("link", { name: client.name }).waitFor();
  await settled(one);
  await axe(one);
  await shot(one, "change");
  await visit(one, "/changes");
  await rowOf(one, client.name).getByRole("link").last().click();
  await one.waitForURL(new RegExp(`/clients/${client.id}`));
  await one.getByRole("heading", { level: 1, name: client.name }).waitFor();
});

it("leads the owner from a change to its record, by keyboard alone", async () => {
  const { client, by } = await made("schema");
  const one = await page("schema", "owner");
  await one.goto("/settings");
  await press(one, one.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "All changes" }), 120);
  await one.waitForURL(/\/changes/);
  await rowOf(one, client.name).waitFor();
  await settled(one, 300);

  await press(one, one.getByRole("button", { name: "Add filter" }), 90);
  await expect.poll(() => focused(one)).toBe("input: Find a field");
  await one.keyboard.type("Actor");
  await one.keyboard.press("Enter");
  const box = one.getByRole("dialog").getByRole("combobox");
  await box.waitFor();
  await tabTo(one, box);
  await one.keyboard.type(by);
  await one.getByRole("option").filter({ hasText: by }).first().waitFor();
  await settled(one, 300);
  await one.keyboard.press("Enter");
  await one.waitForURL(/actor=/);
  await one.keyboard.press("Escape");
  await cleared(one).waitFor();
  // Others of the sales change something, too.
  await visit(one, `/changes${new URL(one.url()).search}&record=${client.id}`);
  await rowOf(one, client.name).waitFor();
  await settled(one, 300);

  await tabTo(one, one.getByRole("grid"), 90);
  expect(await focused(one)).toMatch(/^grid/);
  await one.keyboard.press("Home");
  await one.keyboard.press("Enter");
  await one.waitForURL(/\/changes\/[0-9a-f-]{36}/);
  await press(one, one.getByRole("link", { name: client.name }), 90);
  await one.getByRole("dialog").getByRole("heading", { level: 1, name: client.name }).waitFor();
});

it("fits a telephone", async () => {
  const { client, by } = await made("shared");
  const one = await page("shared", "owner", { phone: true });
  await one.goto("/changes");
  const first = one.getByRole("listitem").getByRole("link").first();
  await first.waitFor();
  await axe(one);
  await shot(one, "changes-phone");
  await visit(one, `/changes?subject=crm.client&record=${client.id}`);
  await one.getByRole("listitem").filter({ hasText: by }).getByRole("link").tap();
  await one.getByRole("link", { name: client.name }).waitFor();
  await shot(one, "change-phone");
});

it("keeps it from the sales", async () => {
  const one = await page("shared", "sales");
  await one.goto("/settings");
  const sections = one.getByRole("navigation", { name: "Settings" });
  await sections.getByRole("link", { name: "Roles" }).waitFor();
  expect(await sections.getByRole("link", { name: "All changes" }).count()).toBe(0);
  await visit(one, "/changes");
  await one.getByRole("heading", { name: "Nothing here" }).waitFor();
  expect(await tried("shared", "sales", "GET", "/api/client/changes")).toBe(403);
  expect(await tried("shared", "admin", "GET", "/api/client/changes")).toBe(200);
});
