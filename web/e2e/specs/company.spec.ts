import type { Page } from "playwright-core";
import { expect, it, onTestFinished } from "vitest";
import {
  asked,
  axe,
  company,
  hands,
  type Made,
  type Own,
  page,
  pageWith,
  password,
  press,
  settled,
  shot,
  stranger,
  type Tier,
  tabTo,
  totp,
  typeInto,
  visit,
  ways,
} from "../ground";

// What a company sets for everybody in it: each of these is tried in a company of its own.

/** Opens a page as the owner of a company. */
async function inside(at: Own, path: string): Promise<Page> {
  const one = await pageWith(at.cookie);
  await one.goto(path);
  await one.locator("h1").first().waitFor();
  await settled(one, 300);
  return one;
}

const savedIn = (one: Page) => one.locator("main").getByRole("status").filter({ hasText: "Saved" }).first().waitFor();

it.each(ways)("goes through the first steps and writes its letterhead on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const at = await company(tier);
  const one = await inside(at, "/");
  const first = one.getByRole("region", { name: "First steps" });
  await first.getByText("0 of 5 done").waitFor();
  if (tier === "shared") await axe(one);
  await shot(one, `first-steps-${tier}`);
  await by.press(one, first.getByRole("link", { name: "Letterhead" }));
  await one.waitForURL(/settings\/company/);
  await by.type(one, one.getByRole("textbox", { name: "Name", exact: true }), `Works of ${at.slug}`);
  await by.type(one, one.getByRole("textbox", { name: "IBAN" }), "DE00 1234");
  await by.type(one, one.getByRole("textbox", { name: "Colour" }), "#c2255c");
  await by.press(one, one.getByRole("button", { name: "Save", exact: true }));
  await one.locator("[id$=-error]").first().waitFor();
  await by.type(one, one.getByRole("textbox", { name: "IBAN" }), "DE89 3704 0044 0532 0130 00");
  await by.press(one, one.getByRole("button", { name: "Save", exact: true }));
  await savedIn(one);
  await by.press(one, one.getByRole("link", { name: "Home", exact: true }).first());
  await first.getByText("1 of 5 done").waitFor();
  await one.getByRole("banner").getByText(`Works of ${at.slug}`).waitFor();
  const colour = await one.evaluate(() =>
    getComputedStyle(document.documentElement).getPropertyValue("--mantine-primary-color-6"),
  );
  expect(colour).not.toBe("");
});

it("fills itself with sample data, and shows its letterhead on a quote", async () => {
  const at = await company("schema");
  const one = await inside(at, "/");
  await one.getByRole("button", { name: "Add sample data" }).click();
  await one.getByText("Sample data is being added…").waitFor();
  await one.getByRole("region", { name: "What needs you" }).getByRole("link").first().waitFor({ timeout: 45_000 });
  await shot(one, "sample-data");
  await visit(one, "/quotes");
  await one.getByRole("grid").getByRole("link", { name: /^Q-/ }).first().click();
  await one.getByText("Document", { exact: true }).click();
  await one.locator("iframe[title=Document]").waitFor();
  await shot(one, "letterhead");
});

it.each(ways)("wants a second factor of everybody from their next sign-in on, on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const at = await company(tier);
  const one = await inside(at, "/settings/policy");
  await by.choose(one, one.getByRole("combobox", { name: "Second factor" }), "Wanted from everybody");
  await by.type(one, one.getByRole("textbox", { name: "Shortest password" }), "14");
  await by.press(one, one.getByRole("button", { name: "Save", exact: true }));
  await savedIn(one);
  if (tier === "shared") await axe(one);
  // Whoever has set the rule is not above it: they come in again as everybody does.
  const other = await stranger();
  for (const who of [one, other]) {
    await who.goto(who === one ? "/orders" : `/signin?tenant=${at.slug}`);
    await who.getByLabel("E-mail address").waitFor();
  }
  await typeInto(other, other.getByLabel("E-mail address"), at.email);
  await typeInto(other, other.getByLabel("Password", { exact: true }), password);
  await other.keyboard.press("Enter");
  await other.getByRole("heading", { name: "Set up a second factor" }).waitFor();
  const secret = await other.locator("code").first().innerText();
  await typeInto(other, other.getByLabel("Code of the app"), totp(secret));
  await other.keyboard.press("Enter");
  await tabTo(other, other.getByLabel("I have kept them in a safe place"));
  await shot(other, `enrolled-${tier}`);
  await other.keyboard.press("Space");
  await press(other, other.getByRole("button", { name: "Continue" }));
  await other.waitForURL((url) => url.pathname === "/");
  await other.locator("h1").first().waitFor();
});

/** Has notifications kept for as long as before, whether or not the test went well. */
function restore(tier: Tier): void {
  onTestFinished(async () => {
    const kept = await asked<{ data: (Made & { label: string })[] }>(tier, "owner", "/api/client/retentions?limit=100");
    const of = kept.data.find((one) => one.label === "Notifications");
    await asked(tier, "owner", `/api/client/retentions/${of?.id}/keep`, { days: 90 }, of?.version);
  });
}

it.each(ways)("keeps notifications for as long as it says on the tier %s by %s", async (tier, hand) => {
  restore(tier);
  const one = await page(tier, "owner");
  await one.goto("/settings/retention");
  const days = one.getByRole("spinbutton", { name: "Days for Notifications", exact: true });
  await days.waitFor();
  await settled(one);
  await hands[hand].type(one, days, "45");
  await one.keyboard.press("Enter");
  await savedIn(one);
  await one.reload();
  await expect.poll(() => days.inputValue()).toBe("45");
});
