import type { Page } from "playwright-core";
import { expect, inject, it } from "vitest";
import { enter, hands, newcomer, settled, stranger, type Tier, ways } from "../ground";

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

it.each(ways)("ends one's other sessions on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const email = await newcomer(tier, "sales");
  const other = await at(tier, email, "sessions");
  const one = await at(tier, email, "sessions");
  await one.getByText("This session").waitFor();
  await by.look(one);
  await by.press(one, one.getByRole("button", { name: "End all others" }));
  await expect.poll(() => one.getByRole("button", { name: "End", exact: true }).count()).toBe(0);
  await other.goto("/");
  await other.waitForURL(/\/signin/);
  await one.goto("/");
  await one.locator("h1").first().waitFor();
  expect(new URL(one.url()).pathname).toBe("/");
});

it.each(ways)("issues a token that works until it is revoked on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const one = await at(tier, await newcomer(tier, "sales"), "tokens");
  const dialog = one.getByRole("dialog");
  await by.press(one, one.getByRole("button", { name: "Issue a token" }));
  await by.type(one, dialog.getByLabel("Name"), "Price export");
  await by.press(one, dialog.getByRole("button", { name: "Issue a token" }));
  await dialog.waitFor({ state: "hidden" });
  const secret = await one.locator("main pre").innerText();
  const status = async () => {
    const headers = { Authorization: `Bearer ${secret.trim()}` };
    return (await fetch(`${inject("base")}/api/client/products?limit=1`, { headers })).status;
  };
  expect(await status()).toBe(200);
  await by.look(one);
  await by.press(one, one.getByRole("button", { name: "I have kept it" }));
  await one.locator("main pre").waitFor({ state: "hidden" });
  await by.press(one, one.getByRole("row").filter({ hasText: "Price export" }).getByRole("button", { name: "Revoke" }));
  await one.getByText("You have issued no tokens.").waitFor();
  await expect.poll(status).toBe(401);
});

it.each(ways)("chooses of what one is told, and finds it so again, on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const email = await newcomer(tier, "sales");
  const one = await at(tier, email, "notifications");
  const saved = () => one.getByRole("status").filter({ hasText: "Saved" }).first().waitFor();
  const inbox = (page: Page) => page.getByRole("checkbox", { name: "Comments, Inbox" });
  const mail = (page: Page) => page.getByRole("combobox", { name: "Somebody mentions you, E-mail" });
  const before = await inbox(one).isChecked();
  await by.turn(one, inbox(one));
  await saved();
  await mail(one).selectOption({ label: "Each day" });
  await settled(one, 300);
  await by.look(one);
  const again = await at(tier, email, "notifications");
  expect(await inbox(again).isChecked()).toBe(!before);
  expect(await mail(again).inputValue()).toBe("daily");
});
