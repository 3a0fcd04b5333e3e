import { expect, it } from "vitest";
import { asked, axe, oldest, page, shot, tabTo, tiers } from "../ground";

const help = (one: Awaited<ReturnType<typeof page>>) => one.getByRole("tooltip");
const learned = /helps\.de/;

it.each(tiers)("explains fields and columns to the keyboard, in German, on the tier %s", async (tier) => {
  const one = await page(tier, "owner", { language: "de" });
  const told = one.waitForRequest(learned);
  await one.goto("/clients/new");
  await told;
  const limit = one.getByLabel("Kreditlimit");
  await tabTo(one, limit);
  await one.keyboard.press("F1");
  await help(one).getByText("Betrag, den der Kunde höchstens schulden darf; wenn leer, unbegrenzt.").waitFor();
  await axe(one);
  await shot(one, `words-form-${tier}`);
  await one.keyboard.press("Escape");
  await help(one).waitFor({ state: "hidden" });
  const described = await limit.getAttribute("aria-describedby");
  expect(await one.locator(`[id="${described}"]`).textContent()).toMatch(/^Betrag, den der Kunde/);

  await one.goto("/clients");
  const grid = one.getByRole("grid");
  await one.waitForResponse(learned);
  await grid.focus();
  await one.keyboard.press("ArrowDown");
  await one.keyboard.press("ArrowRight");
  await one.keyboard.press("F1");
  await help(one).getByText("Kundennummer: C-1024.").waitFor();
});

it("explains what is only read as one stop of Tab, and lists to the pointer", async () => {
  const one = await page("schema", "owner", { language: "de", scheme: "dark" });
  const { id } = await oldest("schema", "invoices", "status=posted");
  const told = one.waitForRequest(learned);
  await one.goto(`/invoices/${id}`);
  await told;
  const first = one.locator("[data-term][tabindex='0']").first();
  await tabTo(one, first, 90);
  const said = await help(one).textContent();
  await one.keyboard.press("ArrowRight");
  await one.waitForFunction((before) => document.querySelector("[role=tooltip]")?.textContent !== before, said);
  await axe(one);
  await shot(one, "words-record");

  await one.goto("/invoices");
  await one.waitForResponse(learned);
  await one.getByRole("heading", { level: 1 }).hover();
  await help(one).getByText("Zahlungsaufforderung an einen Kunden.").waitFor();
  await one.getByRole("columnheader", { name: "Offen" }).hover();
  await help(one).getByText("Betrag, der noch geschuldet wird.").waitFor();
  await shot(one, "words-list");
});

it("explains at a tap, in Arabic", async () => {
  const one = await page("shared", "owner", { language: "ar", phone: true });
  const told = one.waitForRequest(/helps\.ar/);
  await one.goto("/clients/new");
  await told;
  const name = one.locator("[data-field=credit_limit] [data-help]");
  await name.tap();
  await help(one).getByText("أقصى ما يجوز أن يكون على العميل").waitFor();
  await expect(one.locator("[data-field=credit_limit] input:focus").count()).resolves.toBe(0);
  await axe(one);
  await shot(one, "words-phone");
});

it("asks alike and finds records alike, in lists and on records, by keyboard", async () => {
  const one = await page("shared", "owner");
  await one.goto("/contacts");
  const grid = one.getByRole("grid");
  await grid.getByRole("row").nth(1).waitFor();
  await one.getByRole("button", { name: "Add filter" }).click();
  await one.getByRole("menuitem", { name: "Client" }).click();
  const client = one.getByRole("combobox", { name: "Client" });
  await client.fill("a");
  await one.getByRole("option").first().waitFor();
  await axe(one);
  await one.locator("[role=option][aria-selected=true]").waitFor();
  await one.keyboard.press("Enter");
  await one.waitForURL(/client=/);
  await one.keyboard.press("Escape");
  await one.goto("/contacts");
  await grid.getByRole("row").nth(1).waitFor();
  await grid.focus();
  await one.keyboard.press("ArrowDown");
  await one.keyboard.press("x");
  await one.getByRole("button", { name: "Change field" }).click();
  const dialog = one.getByRole("dialog");
  await dialog.getByRole("combobox").selectOption({ label: "Job title" });
  await dialog.getByRole("button", { name: "Continue" }).click();
  await dialog.getByRole("textbox", { name: "Job title" }).fill("Buyer");
  await axe(one);
  await one.keyboard.press("Enter");
  await grid.getByText("Buyer").first().waitFor();
});

it("shows and filters by fields that the company has added", async () => {
  const name = `segment_${Date.now().toString(36)}`;
  await asked("schema", "owner", "/api/client/custom-fields", { extends: "crm.client", name, label: "Segment", kind: "text" });
  await asked("schema", "owner", "/api/client/clients", { name: "Goldberg", custom: { [name]: "Gold" } });
  const one = await page("schema", "owner");
  await one.goto(`/clients?columns=name,${name}`);
  await one.getByRole("columnheader", { name: "Segment" }).waitFor();
  await one.getByRole("button", { name: "Add filter" }).click();
  await one.getByRole("menuitem", { name: "Segment" }).click();
  await one.getByRole("dialog", { name: "Segment" }).getByRole("textbox", { name: "Value" }).fill("Gold");
  await one.keyboard.press("Enter");
  await one.waitForURL((url) => [...url.searchParams.keys()].some((key) => key.startsWith(name)));
  await one.getByRole("gridcell", { name: "Gold", exact: true }).waitFor();
  await expect.poll(() => one.getByRole("grid").getByRole("row").count()).toBe(2);
  await shot(one, "words-own");
});
