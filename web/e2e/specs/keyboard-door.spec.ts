import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { byPalette, companies, newcomer, password, press, settled, stranger, tabTo, tiers, totp, typeInto } from "../ground";

/** Types the address and the password. */
async function signIn(one: Page, email: string): Promise<void> {
  await typeInto(one, one.getByLabel("E-mail address"), email);
  await typeInto(one, one.getByLabel("Password", { exact: true }), password);
  await one.keyboard.press("Enter");
}

it.each(tiers)(
  "sets up a second factor, signs in with it and takes it away by keyboard alone on the tier %s",
  async (tier) => {
    const email = await newcomer(tier, "viewer");
    const one = await stranger();
    const dialog = one.getByRole("dialog");
    await one.goto(`/signin?tenant=${companies[tier]}`);
    await signIn(one, email);
    await one.waitForURL((url) => url.pathname === "/");
    await one.locator("h1").first().waitFor();
    await press(one, one.getByRole("button", { name: /^Account/ }));
    await one.getByRole("menuitem").first().waitFor();
    await one.keyboard.press("Enter");
    await one.waitForURL(/\/profile/);
    await settled(one);
    await press(one, one.getByRole("link", { name: "Password and second factor" }), 90);
    await one.waitForURL(/section=security/);
    await settled(one);
    await press(one, one.getByRole("button", { name: "Set up an authenticator app" }), 90);
    const secret = (await dialog.locator("code").innerText()).trim();
    // A code works once: that of the half-minute before is still taken.
    await typeInto(one, dialog.getByLabel("Code of the app"), totp(secret, Date.now() - 30_000));
    await one.keyboard.press("Enter");
    await tabTo(one, dialog.getByLabel("I have kept them in a safe place"));
    await one.keyboard.press("Space");
    await press(one, dialog.getByRole("button", { name: "Continue" }));
    await dialog.waitFor({ state: "hidden" });
    await expect.poll(() => one.evaluate(() => document.activeElement?.textContent)).toBe("Set up an authenticator app");

    await byPalette(one, "Sign out");
    await one.waitForURL(/\/signin/);
    await one.goto(`/signin?tenant=${companies[tier]}`);
    await signIn(one, email);
    await one.getByLabel("Code", { exact: true }).waitFor();
    await one.keyboard.type("000000"); // the field has the keyboard already
    await one.keyboard.press("Enter");
    await one.getByRole("alert").waitFor();
    await typeInto(one, one.getByLabel("Code", { exact: true }), totp(secret));
    await one.keyboard.press("Enter");
    await one.waitForURL((url) => url.pathname === "/");
    await one.locator("h1").first().waitFor();

    await one.goto("/profile?section=security");
    await settled(one);
    await press(one, one.getByRole("button", { name: "Remove the authenticator app" }), 90);
    await dialog.getByLabel("Code of the app").waitFor();
    await typeInto(one, dialog.getByLabel("Code of the app"), totp(secret, Date.now() + 30_000));
    await one.keyboard.press("Enter");
    await dialog.waitFor({ state: "hidden" });
  },
  150_000,
);
