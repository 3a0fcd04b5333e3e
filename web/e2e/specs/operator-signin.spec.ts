import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { it, onTestFinished } from "vitest";
import {
  axe,
  bothHands,
  type Hands,
  hands,
  operator,
  password,
  serve,
  setPassword,
  settled,
  shot,
  stranger,
  totp,
} from "../ground";

// How operators sign in. What is wanted of one is wanted of all, so that these have a server of
// their own, without companies.

/** Starts an installation that has nothing yet but its first operator, and tells where it is. */
async function installation(): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), "guildhall-operators-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const { base, stop } = await serve(data);
  onTestFinished(stop);
  await setPassword(data, operator);
  return base;
}

async function signIn(one: Page, by: Hands): Promise<void> {
  await by.type(one, one.getByLabel("E-mail address"), operator);
  await by.type(one, one.getByLabel("Password", { exact: true }), password);
  await by.press(one, one.getByRole("button", { name: "Sign in", exact: true }));
}

it.each(bothHands)(
  "wants a second factor of operators, who set one up and sign in with it, by %s",
  async (hand) => {
    const by = hands[hand];
    const base = await installation();
    const one = await stranger({ base });
    await one.goto("/signin?operator=1&next=/operator/people?tab=rules");
    await signIn(one, by);
    const networks = one.getByRole("textbox", { name: "Networks" });
    await networks.waitFor();
    await by.type(one, networks, "203.0.113.0/24");
    await by.press(one, one.getByRole("button", { name: "Save", exact: true }));
    await one.getByText("You come from 127.0.0.1 yourself and could not sign in again.").first().waitFor();
    if (hand === "mouse") await axe(one);
    await shot(one, "operator-rules");
    await by.type(one, networks, "127.0.0.0/8");
    await by.choose(one, one.getByRole("combobox", { name: "Second factor" }), "Wanted from everybody");
    await by.press(one, one.getByRole("button", { name: "Save", exact: true }));

    // Whoever has set the rule is not above it.
    await one.getByLabel("E-mail address").waitFor();
    await signIn(one, by);
    await one.getByRole("heading", { name: "Set up a second factor" }).waitFor();
    const secret = await one.locator("code").first().innerText();
    // A code works once: that of the half-minute before is still taken.
    await by.type(one, one.getByLabel("Code of the app"), totp(secret, Date.now() - 30_000));
    await one.keyboard.press("Enter");
    await by.turn(one, one.getByLabel("I have kept them in a safe place"));
    await by.press(one, one.getByRole("button", { name: "Continue" }));
    await one.getByRole("heading", { name: "People" }).waitFor();

    await by.take(one, one.getByRole("button", { name: /^Account/ }), "Password and second factors");
    await one.getByRole("heading", { name: "Password and second factors", level: 1 }).waitFor();
    await one.getByRole("button", { name: "Remove the authenticator app" }).waitFor();
    await settled(one);
    if (hand === "mouse") await axe(one);
    await shot(one, "operator-security");
    await by.take(one, one.getByRole("button", { name: /^Account/ }), "Sign out");
    await one.waitForURL(/\/signin/);
    await signIn(one, by);
    await by.type(one, one.getByLabel("Code", { exact: true }), totp(secret));
    await one.keyboard.press("Enter");
    await one.getByRole("heading", { name: "Overview" }).waitFor();
  },
  120_000,
);
