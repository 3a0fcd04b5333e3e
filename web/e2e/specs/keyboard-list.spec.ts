import type { Locator, Page } from "playwright-core";
import { expect, it, vi } from "vitest";
import {
  type Activity,
  byKeyboard,
  byPalette,
  focused,
  month,
  page,
  pick,
  press,
  settled,
  tabTo,
  tasks,
  typeInto,
} from "../ground";

// Many records, boards, calendars and views without a mouse: nothing here clicks.

// Each does what a person does in some minutes, beside others.
vi.setConfig({ testTimeout: 150_000 });

/** Opens the activities and looks for some of them. */
async function found(one: Page, name: string): Promise<Locator> {
  await one.goto("/");
  await one.locator("h1").first().waitFor();
  await byPalette(one, "Activities");
  await one.waitForURL(/\/activities/);
  await one.getByRole("button", { name: "Rows", exact: true }).waitFor();
  await settled(one, 300);
  // A list opens as it was left, which may have been a board.
  if (/mode=/.test(one.url())) await press(one, one.getByRole("button", { name: "Rows", exact: true }), 90);
  await one.getByRole("grid").waitFor();
  await settled(one);
  await one.keyboard.press("/");
  await one.keyboard.type(name);
  await one.waitForURL(/[?&]q=/);
  const rows = one.getByRole("grid").getByRole("row").filter({ hasText: name });
  await rows.first().waitFor();
  await settled(one, 300);
  return rows;
}

const dialog = (one: Page) => one.getByRole("dialog");
const barOf = (one: Page) => one.getByRole("region", { name: "Selected rows" });

it.each(byKeyboard)("selects rows and changes them together on the tier %s", async (tier) => {
  const { name, known } = await tasks(tier, ["10", "11", "12", "13"]);
  const one = await page(tier, "owner");
  const rows = await found(one, name);
  await one.keyboard.press("Enter"); // to the rows
  expect(await focused(one)).toMatch(/^grid/);
  await one.keyboard.press("Home");
  await one.keyboard.press("x");
  await one.keyboard.press("ArrowDown");
  await one.keyboard.press("ArrowDown");
  await one.keyboard.press("Shift+X");
  await barOf(one).getByText("3 selected").waitFor();
  expect(await rows.nth(3).getAttribute("aria-selected")).toBe("false");

  await press(one, barOf(one).getByRole("button", { name: "Change field" }));
  // Letters choose in the list of fields; nothing happens before one says so.
  await tabTo(one, dialog(one).getByLabel("Field"));
  await one.keyboard.type("Kind");
  expect(await dialog(one).getByLabel("Field").inputValue()).toBe("kind");
  await press(one, dialog(one).getByRole("button", { name: "Continue" }));
  const kind = dialog(one).getByLabel("Kind");
  await kind.waitFor();
  await tabTo(one, kind);
  await one.keyboard.type("Call");
  await press(one, dialog(one).getByRole("button", { name: "Change", exact: true }));
  await one.getByText("Done for 3 records").waitFor();
  expect((await known()).map((each) => each.kind)).toEqual(["call", "call", "call", "task"]);
  await expect.poll(() => focused(one)).toMatch(/^grid/);
});

it.each(byKeyboard)("has a job do something to all that a list shows, and watches it end, on the tier %s", async (tier) => {
  const { name, known } = await tasks(tier, Array<string>(120).fill("10"));
  const one = await page(tier, "owner");
  await found(one, name);
  await one.keyboard.press("Enter");
  await one.keyboard.press("Control+a");
  await press(one, barOf(one).getByRole("button", { name: "Select all 120 that match" }));
  await barOf(one).getByText("120 selected").waitFor();
  await press(one, barOf(one).getByRole("button", { name: "Cancel", exact: true }));
  await typeInto(one, dialog(one).getByLabel("Outcome"), "No longer wanted");
  await press(one, dialog(one).getByRole("button", { name: "Cancel", exact: true }));
  await dialog(one).getByText("120 of 120 done, 0 failed").waitFor({ timeout: 40_000 });
  await press(one, dialog(one).getByRole("button", { name: "Close" }).last());
  await dialog(one).waitFor({ state: "hidden" });
  expect(new Set((await known()).map((each) => each.status))).toEqual(new Set(["cancelled"]));
  await expect.poll(() => focused(one)).toMatch(/^grid/);
});

it.each(byKeyboard)("moves the cards of a board on the tier %s", async (tier) => {
  const { name, known } = await tasks(tier, ["10"]);
  const one = await page(tier, "owner");
  await found(one, name);
  await press(one, one.getByRole("button", { name: "Board" }), 90);
  await one.waitForURL(/mode=board/);
  const card = (column: string) => one.getByRole("region", { name: column, exact: true }).getByRole("link", { name });
  const isAt = (column: string) => card(column).evaluate((link) => link === document.activeElement);

  // By a field that is changed: the keyboard goes with the card, there and back.
  await card("Planned").waitFor();
  await tabTo(one, one.getByLabel("Columns"), 90);
  await one.keyboard.type("Kind");
  await one.waitForURL(/by=kind/);
  await card("Task").waitFor();
  await settled(one);
  await tabTo(one, card("Task"), 90);
  await one.keyboard.press("Shift+ArrowRight");
  await expect.poll(() => isAt("Call")).toBe(true);
  await expect.poll(async () => (await known())[0]?.kind).toBe("call");
  await settled(one);
  await one.keyboard.press("Tab");
  await one.keyboard.press("Enter");
  await one.getByRole("menuitem", { name: "Meeting" }).waitFor();
  await one.keyboard.type("mee");
  await one.keyboard.press("Enter");
  await expect.poll(() => isAt("Meeting")).toBe(true);
  await expect.poll(async () => (await known())[0]?.kind).toBe("meeting");

  // By its state: what the step takes is asked.
  await settled(one);
  await tabTo(one, one.getByLabel("Columns"), 120);
  await one.keyboard.type("Status");
  await card("Planned").waitFor();
  await settled(one);
  await tabTo(one, card("Planned"), 90);
  await one.keyboard.press("Shift+ArrowRight");
  await typeInto(one, dialog(one).getByLabel("Outcome"), "They are glad");
  await press(one, dialog(one).getByRole("button", { name: "Complete" }));
  await expect.poll(() => isAt("Done")).toBe(true);
  await expect.poll(async () => (await known())[0]?.status).toBe("done");
  await one.keyboard.press("Enter");
  await one.waitForURL(/\/activities\/[0-9a-f-]{36}/);
});

it.each(byKeyboard)("walks a calendar, moves and opens what is in it on the tier %s", async (tier) => {
  const { name, known } = await tasks(tier, ["10", "11", "20"]);
  const [first, second, third] = await known();
  const one = await page(tier, "owner");
  await found(one, name);
  await press(one, one.getByRole("button", { name: "Calendar" }), 90);
  await one.waitForURL(/mode=calendar/);
  const entry = (of: Activity | undefined) => one.getByRole("link", { name: of?.subject });
  const isAt = (of: Activity | undefined) => entry(of).evaluate((link) => link === document.activeElement);
  await entry(third).waitFor();
  await settled(one);
  await tabTo(one, entry(first), 90);
  await one.keyboard.press("ArrowRight");
  expect(await isAt(second)).toBe(true);
  await one.keyboard.press("ArrowRight"); // days without anything are passed
  expect(await isAt(third)).toBe(true);
  await one.keyboard.press("ArrowLeft");
  await one.keyboard.press("Shift+ArrowRight");
  const due = async (at: number) => (await known())[at]?.due;
  await expect.poll(() => due(1)).toBe(`${month}12`);
  await expect.poll(() => isAt(second)).toBe(true);
  await settled(one);
  await one.keyboard.press("Shift+ArrowDown");
  await expect.poll(() => due(1)).toBe(`${month}19`);
  await expect.poll(() => isAt(second)).toBe(true);

  // To the next month, where there is nothing, and back.
  await press(one, one.getByRole("button", { name: "Forward" }), 90);
  await entry(second).waitFor({ state: "hidden" });
  await press(one, one.getByRole("button", { name: "Today" }), 90);
  await entry(second).waitFor();
  await settled(one);
  await press(one, entry(second), 90);
  await one.waitForURL(new RegExp(`/activities/${second?.id}`));
});

it.each(byKeyboard)("saves a view and removes it on the tier %s", async (tier) => {
  const { name: subject } = await tasks(tier, ["10"]);
  const name = `View ${crypto.randomUUID().slice(0, 8)}`;
  const one = await page(tier, "owner");
  await found(one, subject);
  await one.keyboard.press("Enter");
  await one.keyboard.press("ArrowUp");
  await one.keyboard.press("ArrowRight");
  await one.keyboard.press("Enter");
  await one.waitForURL(/[?&]sort=/);
  await press(one, one.getByRole("button", { name: "Save for me" }), 90);
  await dialog(one).getByLabel("Name of the view").waitFor();
  await expect.poll(() => focused(one)).toMatch(/^input/);
  await one.keyboard.type(name);
  await one.keyboard.press("Enter");
  const tab = one.getByRole("navigation", { name: "Views" }).getByRole("link", { name });
  await expect.poll(() => tab.getAttribute("aria-current")).toBe("page");
  await settled(one);
  await pick(one, one.getByRole("button", { name: `Actions of the view ${name}` }), "Pin to navigation", 90);
  const pinned = one.getByRole("navigation", { name: "Navigation" }).getByRole("link", { name });
  await pinned.waitFor();
  await press(one, one.getByRole("navigation", { name: "Navigation" }).getByRole("link", { name: "Clients" }), 90);
  await one.waitForURL(/\/clients/);
  await press(one, pinned, 90);
  await one.waitForURL(/\/activities\?.*sort=/);
  await expect.poll(() => tab.getAttribute("aria-current")).toBe("page");
  await settled(one);
  await pick(one, one.getByRole("button", { name: `Actions of the view ${name}` }), "Remove view", 120);
  await tab.waitFor({ state: "detached" });
  await expect.poll(() => focused(one)).not.toBe("");
});
