import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import {
  byPalette,
  companies,
  focused,
  type Hands,
  hands,
  newcomer,
  password,
  settled,
  shot,
  stranger,
  totp,
  ways,
} from "../ground";

/** Types the address and the password. */
async function signIn(one: Page, email: string, by: Hands): Promise<void> {
  await by.type(one, one.getByLabel("E-mail address"), email);
  await by.type(one, one.getByLabel("Password", { exact: true }), password);
  await by.press(one, one.getByRole("button", { name: "Sign in", exact: true }));
}

it.each(ways)(
  "sets up a second factor, signs in with it and takes it away on the tier %s by %s",
  async (tier, hand) => {
    const by = hands[hand];
    const email = await newcomer(tier, "viewer");
    const one = await stranger();
    const dialog = one.getByRole("dialog");
    await one.goto(`/signin?tenant=${companies[tier]}`);
    await signIn(one, email, by);
    await one.waitForURL((url) => url.pathname === "/");
    await one.locator("h1").first().waitFor();
    await by.take(one, one.getByRole("button", { name: /^Account/ }), "Profile and security");
    await one.waitForURL(/\/profile/);
    await settled(one);
    await by.press(one, one.getByRole("link", { name: "Password and second factor" }));
    await one.waitForURL(/section=security/);
    await settled(one);
    await by.press(one, one.getByRole("button", { name: "Set up an authenticator app" }));
    const secret = (await dialog.locator("code").innerText()).trim();
    // A code works once: that of the half-minute before is still taken.
    await by.type(one, dialog.getByLabel("Code of the app"), totp(secret, Date.now() - 30_000));
    await one.keyboard.press("Enter");
    await by.turn(one, dialog.getByLabel("I have kept them in a safe place"));
    await by.press(one, dialog.getByRole("button", { name: "Continue" }));
    await dialog.waitFor({ state: "hidden" });
    await one.getByText("Asked for a code at each sign-in").waitFor();
    await one.getByText("10 codes are left.").waitFor();
    expect(await one.getByRole("button", { name: "Set up an authenticator app" }).count()).toBe(0);
    await shot(one, `second-factor-${tier}`);
    // The button is gone, and the keyboard stands beside where it was.
    if (hand === "keyboard") await expect.poll(() => focused(one)).toBe("button: Add a passkey");

    await byPalette(one, "Sign out");
    await one.waitForURL(/\/signin/);
    await one.goto(`/signin?tenant=${companies[tier]}`);
    await signIn(one, email, by);
    await one.getByLabel("Code", { exact: true }).waitFor();
    await one.keyboard.type("000000"); // the field has the keyboard already
    await one.keyboard.press("Enter");
    await one.getByRole("alert").waitFor();
    await by.type(one, one.getByLabel("Code", { exact: true }), totp(secret));
    await one.keyboard.press("Enter");
    await one.waitForURL((url) => url.pathname === "/");
    await one.locator("h1").first().waitFor();

    await one.goto("/profile?section=security");
    await settled(one);
    await by.press(one, one.getByRole("button", { name: "Remove the authenticator app" }));
    await dialog.getByLabel("Code of the app").waitFor();
    await by.type(one, dialog.getByLabel("Code of the app"), totp(secret, Date.now() + 30_000));
    await one.keyboard.press("Enter");
    await dialog.waitFor({ state: "hidden" });
  },
  150_000,
);
