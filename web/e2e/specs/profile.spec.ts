import type { Page } from "playwright-core";
import { expect, inject, it } from "vitest";
import { axe, enter, newcomer, press, settled, stranger, type Tier, tabTo, tiers, typeInto } from "../ground";

// One's own account: where one is signed in, what acts for one, and of what one is told.

/** Opens a section of the profile, as somebody whom no other spec knows. */
async function at(tier: Tier, email: string, section: string): Promise<Page> {
  const one = await stranger();
  await enter(one, tier, email);
  await one.goto(`/profile?section=${section}`);
  await one.locator("h1").first().waitFor();
  await settled(one, 300);
  return one;
}

it.each(tiers)("ends one's other sessions by keyboard alone on the tier %s", async (tier) => {
  const email = await newcomer(tier, "sales");
  const other = await at(tier, email, "sessions");
  const one = await at(tier, email, "sessions");
  await one.getByText("This session").waitFor();
  await axe(one);
  await press(one, one.getByRole("button", { name: "End all others" }), 90);
  await expect.poll(() => one.getByRole("button", { name: "End", exact: true }).count()).toBe(0);
  await other.goto("/");
  await other.waitForURL(/\/signin/);
  await one.goto("/");
  await one.locator("h1").first().waitFor();
  expect(new URL(one.url()).pathname).toBe("/");
});

it.each(tiers)("issues a token that works until it is revoked, by keyboard alone, on the tier %s", async (tier) => {
  const one = await at(tier, await newcomer(tier, "sales"), "tokens");
  const dialog = one.getByRole("dialog");
  await press(one, one.getByRole("button", { name: "Issue a token" }), 90);
  await typeInto(one, dialog.getByLabel("Name"), "Price export");
  await one.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });
  const secret = await one.locator("main pre").innerText();
  const status = async () => {
    const headers = { Authorization: `Bearer ${secret.trim()}` };
    return (await fetch(`${inject("base")}/api/client/products?limit=1`, { headers })).status;
  };
  expect(await status()).toBe(200);
  await axe(one);
  await press(one, one.getByRole("button", { name: "I have kept it" }), 90);
  await one.locator("main pre").waitFor({ state: "hidden" });
  await press(one, one.getByRole("row").filter({ hasText: "Price export" }).getByRole("button", { name: "Revoke" }), 90);
  await one.getByText("You have issued no tokens.").waitFor();
  await expect.poll(status).toBe(401);
});

it.each(tiers)("chooses of what one is told, and finds it so again, on the tier %s", async (tier) => {
  const email = await newcomer(tier, "sales");
  const one = await at(tier, email, "notifications");
  const saved = () => one.getByRole("status").filter({ hasText: "Saved" }).first().waitFor();
  const inbox = (page: Page) => page.getByRole("checkbox", { name: "Comments, Inbox" });
  const mail = (page: Page) => page.getByRole("combobox", { name: "Somebody mentions you, E-mail" });
  const before = await inbox(one).isChecked();
  await tabTo(one, inbox(one), 90);
  await one.keyboard.press("Space");
  await saved();
  await mail(one).selectOption({ label: "Each day" });
  await settled(one, 300);
  await axe(one);
  const again = await at(tier, email, "notifications");
  expect(await inbox(again).isChecked()).toBe(!before);
  expect(await mail(again).inputValue()).toBe("daily");
});
