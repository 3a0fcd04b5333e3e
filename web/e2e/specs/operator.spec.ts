import { expect, it } from "vitest";
import { asked, axe, focused, type Hands, hands, page, settled, shot, tabTo, visit } from "../ground";

const places = [
  "", "/tenants", "/shards", "/jobs", "/jobs?tab=kinds", "/jobs?tab=failures", "/jobs?tab=paused", "/schedules", "/dead-letters", "/alerts",
  "/health", "/audit", "/people", "/people?tab=superAdmins", "/people?tab=providers", "/people?tab=rules", "/security", "/plans", "/flags",
]; // biome-ignore format: a list

it.each([
  ["light", { scheme: "light" }],
  ["dark", { scheme: "dark" }],
  ["phone-ar", { phone: true, language: "ar" }],
] as const)("shows every place, %s", async (name, look) => {
  const one = await page("shared", "operator", look);
  for (const place of places) {
    await visit(one, `/operator${place}`);
    await one.getByLabel("Loading").or(one.getByLabel("جارٍ التحميل")).waitFor({ state: "hidden" });
    await settled(one);
    await axe(one);
    const width = await one.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `${place} scrolls sideways`).toBeLessThanOrEqual(one.viewportSize()?.width ?? 0);
    await shot(one, `operator${place.replaceAll(/\W+/g, "-")}-${name}`);
  }
});

it.each([
  ["shared", "Shared tables", "mouse"],
  ["schema", "Own schema", "mouse"],
  ["database", "Own database", "keyboard"],
] as const)("makes a tenant on the tier %s and sees it come, keeps it out and lets it in again", async (tier, named, by) => {
  const { press, turn, type }: Hands = hands[by];
  const slug = `made-${tier}-${Date.now().toString(36)}`;
  const name = `Made ${slug}`;
  const one = await page("shared", "operator");
  const dialog = one.getByRole("dialog");
  await one.goto("/operator/tenants");
  await press(one, one.getByRole("button", { name: "New tenant" }));
  await type(one, dialog.getByLabel("Name", { exact: false }).first(), name);
  await type(one, dialog.getByLabel("Short name"), "brightwater");
  await type(one, dialog.getByLabel("First user"), "owner@made.example");
  await type(one, dialog.getByLabel("Country"), "DE");
  if (by === "mouse") await dialog.getByText(named).click();
  else {
    await tabTo(one, dialog.getByRole("radio", { checked: true }));
    while (!(await dialog.getByRole("radio", { name: named }).isChecked())) await one.keyboard.press("ArrowRight");
  }
  if (tier === "shared") await axe(one);
  await press(one, dialog.getByRole("button", { name: "Make the tenant" }));
  await dialog.getByText("Choose another one.").waitFor();
  await type(one, dialog.getByLabel("Short name"), slug);
  await press(one, dialog.getByRole("button", { name: "Make the tenant" }));
  // A database of its own takes a moment, which is watched; tables may be there at once.
  if (tier === "database") await dialog.getByRole("status").getByText("Being made").waitFor();
  await shot(one, `operator-made-${tier}`);
  await dialog.getByText(`${name} is ready`).waitFor();
  await press(one, dialog.getByRole("link", { name: "Open the tenant" }));
  await one.getByRole("heading", { name }).waitFor();
  await one.getByText("Active", { exact: true }).waitFor();
  await one.getByRole("definition").filter({ hasText: named }).waitFor();
  const database = await one.getByText("Database", { exact: true }).locator("xpath=following-sibling::dd").innerText();

  await press(one, one.getByRole("button", { name: "Suspend" }));
  const suspend = dialog.getByRole("button", { name: "Suspend" });
  await type(one, dialog.getByLabel("Reason"), "Did not pay");
  expect(await suspend.isDisabled()).toBe(true);
  await type(one, dialog.getByLabel(/Type made-/), slug);
  await expect.poll(() => suspend.isEnabled()).toBe(true);
  if (tier === "shared") await axe(one);
  await press(one, suspend);
  await one.getByText("Reason: Did not pay").waitFor();
  await press(one, one.getByRole("button", { name: "Resume" }));
  await one.getByRole("button", { name: "Suspend" }).waitFor();
  const { data } = await asked<{ data: { status: string }[] }>("shared", "operator", `/api/enterprise/clients?q=${slug}`);
  expect(data.map((client) => client.status)).toEqual(["active"]);

  // A module is turned off and on again; all of it is written down, and the tables are where they are shown.
  await press(one, one.getByRole("tab", { name: "Details" }));
  if (by === "mouse") await one.getByRole("tab", { name: "Modules" }).click();
  else await one.keyboard.press("ArrowRight");
  const pages = one.getByRole("switch", { name: "Clients' pages" });
  await turn(one, pages);
  await one.getByText("Clients' pages is off.").waitFor();
  await turn(one, pages);
  await one.getByText("Clients' pages is on.").waitFor();
  await visit(one, `${new URL(one.url()).pathname}?tab=history`);
  for (const verb of ["tenant.request", "tenant.active", "tenant.suspend", "tenant.reinstate", "tenant.update"]) {
    await one.getByRole("row").getByText(verb, { exact: true }).first().waitFor();
  }
  await visit(one, "/operator/shards");
  const place = one.getByRole("region", { name: "Migrations" }).last().getByRole("row").filter({ hasText: database });
  await place.getByText("Current").waitFor();
  await place.getByText(tier === "database" ? "Own database" : "Shared tables").waitFor();
  const chart = one.getByRole("figure", { name: "Tenants by shard" });
  await press(one, chart.getByRole("button", { name: /show as a table$/ }));
  await chart.getByRole("rowheader", { name: "home" }).waitFor();
});

it("pauses a schedule and has it run, by keyboard alone", async () => {
  const one = await page("shared", "operator");
  await one.goto("/operator/schedules");
  const row = one.getByRole("row").filter({ hasText: "enterprise.hints" });
  await row.waitFor();
  await tabTo(one, row.getByRole("button", { name: "Run now" }), 120);
  await one.keyboard.press("Enter");
  await one.getByText("has begun").waitFor();
  await one.keyboard.press("Tab");
  await one.keyboard.press("Enter");
  await one.getByRole("menuitem", { name: "Pause" }).waitFor();
  expect(await focused(one)).not.toBe("");
  await one.getByRole("menuitem", { name: "Pause" }).press("Enter");
  await row.getByText("Paused").waitFor();
  await asked("shared", "operator", "/api/enterprise/schedules/change", { kind: "enterprise.hints", paused: false });
});

it("keeps those out who are no operators", async () => {
  const one = await page("schema", "owner");
  await one.goto("/operator");
  await one.getByRole("heading", { name: "For operators only" }).waitFor();
  await axe(one);
});
