import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { byMouse, month, page, settled, type Tier, tasks } from "../ground";

// Many records, boards, calendars and views by the mouse.

const dialog = (one: Page) => one.getByRole("dialog");
const barOf = (one: Page) => one.getByRole("region", { name: "Selected rows" });

/** Opens the list of activities with those of a name. */
async function found(tier: Tier, name: string): Promise<{ one: Page; rows: Locator }> {
  const one = await page(tier, "owner");
  await one.goto(`/activities?q=${encodeURIComponent(name)}`);
  const rows = one.getByRole("grid").getByRole("row").filter({ hasText: name });
  await rows.first().waitFor();
  await settled(one);
  return { one, rows };
}

/** Drags something onto something else, as a hand does. */
async function drag(one: Page, from: Locator, to: Locator): Promise<void> {
  await from.hover();
  await one.mouse.down();
  const target = await to.boundingBox();
  if (!target) throw new Error(`${to} is not to be seen`);
  await one.mouse.move(target.x + target.width / 2, target.y + Math.min(60, target.height / 2), { steps: 8 });
  await one.mouse.up();
}

it.each(byMouse)("selects rows and changes them together on the tier %s", async (tier) => {
  const { name, known } = await tasks(tier, ["10", "11", "12", "13"]);
  const { one, rows } = await found(tier, name);
  await rows.nth(0).getByRole("checkbox").click();
  await rows
    .nth(2)
    .getByRole("checkbox")
    .click({ modifiers: ["Shift"] });
  await barOf(one).getByText("3 selected").waitFor();
  await barOf(one).getByRole("button", { name: "Change field" }).click();
  await dialog(one).getByLabel("Field").selectOption({ label: "Kind" });
  await dialog(one).getByRole("button", { name: "Continue" }).click();
  await dialog(one).getByLabel("Kind").selectOption({ label: "Call" });
  await dialog(one).getByRole("button", { name: "Change", exact: true }).click();
  await one.getByText("Done for 3 records").waitFor();
  expect((await known()).map((each) => each.kind)).toEqual(["call", "call", "call", "task"]);
});

it.each(byMouse)("has a job do something to all that a list shows on the tier %s", async (tier) => {
  const { name, known } = await tasks(tier, Array<string>(120).fill("10"));
  const { one } = await found(tier, name);
  await one.getByRole("checkbox", { name: "Select all" }).click();
  await barOf(one).getByRole("button", { name: "Select all 120 that match" }).click();
  await barOf(one).getByText("120 selected").waitFor();
  await barOf(one).getByRole("button", { name: "Cancel", exact: true }).click();
  await dialog(one).getByLabel("Outcome").fill("No longer wanted");
  await dialog(one).getByRole("button", { name: "Cancel", exact: true }).click();
  await dialog(one).getByText("120 of 120 done, 0 failed").waitFor({ timeout: 40_000 });
  await dialog(one).getByRole("button", { name: "Close" }).last().click();
  await dialog(one).waitFor({ state: "hidden" });
  expect(new Set((await known()).map((each) => each.status))).toEqual(new Set(["cancelled"]));
});

it.each(byMouse)("drags the cards of a board on the tier %s", async (tier) => {
  const { name, known } = await tasks(tier, ["10"]);
  const { one } = await found(tier, name);
  await one.getByRole("button", { name: "Board" }).click();
  await one.waitForURL(/mode=board/);
  const column = (title: string) => one.getByRole("region", { name: title, exact: true });
  const card = (title: string) => column(title).getByRole("link", { name });
  await one.getByLabel("Columns").selectOption({ label: "Kind" });
  await card("Task").waitFor();
  await settled(one);
  await drag(one, card("Task"), column("Call"));
  await card("Call").waitFor();
  await expect.poll(async () => (await known())[0]?.kind).toBe("call");

  // By its state: what the step takes is asked.
  await settled(one);
  await one.getByLabel("Columns").selectOption({ label: "Status" });
  await card("Planned").waitFor();
  await settled(one);
  await drag(one, card("Planned"), column("Done"));
  await dialog(one).getByLabel("Outcome").fill("They are glad");
  await dialog(one).getByRole("button", { name: "Complete" }).click();
  await card("Done").waitFor();
  await expect.poll(async () => (await known())[0]?.status).toBe("done");
  await card("Done").click();
  await one.waitForURL(/\/activities\/[0-9a-f-]{36}/);
});

it.each(byMouse)("drags what is in a calendar to another day on the tier %s", async (tier) => {
  const { name, known } = await tasks(tier, ["10", "20"]);
  const { one } = await found(tier, name);
  await one.getByRole("button", { name: "Calendar" }).click();
  await one.waitForURL(/mode=calendar/);
  const [first, second] = await known();
  const entry = one.getByRole("link", { name: first?.subject });
  await entry.waitFor();
  await settled(one);
  await drag(one, entry, one.locator(`[data-day="${month}18"]`));
  await expect.poll(async () => (await known())[0]?.due).toBe(`${month}18`);
  await one.getByRole("button", { name: "Forward" }).click();
  await entry.waitFor({ state: "hidden" });
  await one.getByRole("button", { name: "Today" }).click();
  await one.getByRole("link", { name: second?.subject }).click();
  await one.waitForURL(new RegExp(`/activities/${second?.id}`));
});

it.each(byMouse)("saves a view and removes it on the tier %s", async (tier) => {
  const { name: subject } = await tasks(tier, ["10"]);
  const name = `View ${crypto.randomUUID().slice(0, 8)}`;
  const { one } = await found(tier, subject);
  await one.getByRole("grid").getByRole("columnheader", { name: "Due" }).click();
  await one.waitForURL(/[?&]sort=/);
  await one.getByRole("button", { name: "Save for me" }).click();
  await dialog(one).getByLabel("Name of the view").fill(name);
  await dialog(one).getByRole("button", { name: "Save", exact: true }).click();
  const tab = one.getByRole("navigation", { name: "Views" }).getByRole("link", { name });
  await expect.poll(() => tab.getAttribute("aria-current")).toBe("page");
  await settled(one);
  const actions = one.getByRole("button", { name: `Actions of the view ${name}` });
  await actions.click();
  await one.getByRole("menuitem", { name: "Pin to navigation" }).click();
  const navigation = one.getByRole("navigation", { name: "Navigation" });
  await navigation.getByRole("link", { name }).waitFor();
  await navigation.getByRole("link", { name: "Clients" }).click();
  await one.waitForURL(/\/clients/);
  await navigation.getByRole("link", { name }).click();
  await one.waitForURL(/\/activities\?.*sort=/);
  await actions.click();
  await one.getByRole("menuitem", { name: "Remove view" }).click();
  await tab.waitFor({ state: "detached" });
});
