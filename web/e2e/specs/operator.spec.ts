import { expect, it } from "vitest";
import { asked, axe, focused, page, shot, tabTo } from "../ground";

const places = [
  "", "/tenants", "/shards", "/jobs", "/jobs?tab=kinds", "/jobs?tab=failures", "/jobs?tab=paused", "/schedules", "/dead-letters", "/alerts",
  "/health", "/audit", "/people", "/people?tab=superAdmins", "/people?tab=providers", "/plans", "/flags",
]; // biome-ignore format: a list

it.each([
  ["light", { scheme: "light" }],
  ["dark", { scheme: "dark" }],
  ["phone-ar", { phone: true, language: "ar" }],
] as const)("shows every place, %s", async (name, look) => {
  const one = await page("shared", "operator", look);
  await one.goto("/operator");
  for (const place of places) {
    await one.goto(`/operator${place}`);
    await one.getByRole("heading", { level: 1 }).waitFor();
    await one.waitForLoadState("networkidle");
    await axe(one);
    const width = await one.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `${place} scrolls sideways`).toBeLessThanOrEqual(one.viewportSize()?.width ?? 0);
    await shot(one, `operator${place.replaceAll(/\W+/g, "-")}-${name}`);
  }
});

it("makes a tenant, keeps it out and lets it in again", async () => {
  const slug = `made-${Date.now().toString(36)}`;
  const one = await page("shared", "operator");
  await one.goto("/operator/tenants");
  await one.getByRole("button", { name: "New tenant" }).click();
  const dialog = one.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: false }).first().fill("Made by a test");
  await dialog.getByLabel("Short name").fill("brightwater");
  await dialog.getByLabel("First user").fill("owner@made.example");
  await dialog.getByLabel("Country").fill("DE");
  await axe(one);
  await dialog.getByRole("button", { name: "Make the tenant" }).click();
  await dialog.getByText("Choose another one.").waitFor();
  await dialog.getByLabel("Short name").fill(slug);
  await dialog.getByRole("button", { name: "Make the tenant" }).click();
  await dialog.getByText("Made by a test is ready").waitFor();
  await dialog.getByRole("link", { name: "Open the tenant" }).click();
  await one.getByRole("heading", { name: "Made by a test" }).waitFor();

  await one.getByRole("button", { name: "Suspend" }).click();
  const asking = one.getByRole("dialog");
  const suspend = asking.getByRole("button", { name: "Suspend" });
  await asking.getByLabel("Reason").fill("Did not pay");
  expect(await suspend.isDisabled()).toBe(true);
  await asking.getByLabel(/Type made-/).fill(slug);
  await expect.poll(() => suspend.isEnabled()).toBe(true);
  await axe(one);
  await suspend.click();
  await one.getByText("Reason: Did not pay").waitFor();
  await one.getByRole("button", { name: "Resume" }).click();
  await one.getByRole("button", { name: "Suspend" }).waitFor();
  const { data } = await asked<{ data: { status: string }[] }>("shared", "operator", `/api/enterprise/clients?q=${slug}`);
  expect(data.map((client) => client.status)).toEqual(["active"]);
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
