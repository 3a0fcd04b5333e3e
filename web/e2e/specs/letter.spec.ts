import { it } from "vitest";
import { axe, companies, hands, linkTo, newcomer, page, settled, stranger, tabTo, ways } from "../ground";

// How people come in by the links of letters, and with a passkey.

const secret = "seven quiet lanterns by the harbour";

it.each(ways)("invites somebody, who sets a password and comes in, on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const email = `${crypto.randomUUID().slice(0, 8)}@${companies[tier]}.example`;
  const one = await page(tier, "owner");
  const dialog = one.getByRole("dialog");
  await one.goto("/settings/users");
  await by.press(one, one.getByRole("button", { name: "Invite", exact: true }));
  await by.type(one, dialog.getByLabel("E-mail address"), email);
  await by.type(one, dialog.getByLabel("Name", { exact: true }), "Ida Invited");
  await by.press(one, dialog.getByRole("button", { name: "Send the invitation" }));
  await dialog.waitFor({ state: "hidden" });

  const other = await stranger({ scheme: tier === "schema" ? "dark" : "light" });
  await other.goto(await linkTo("/invitation", email));
  await other.getByRole("heading", { name: "Welcome" }).waitFor();
  await by.type(other, other.getByLabel("New password", { exact: true }), "short");
  await by.press(other, other.getByRole("button", { name: "Set the password" }));
  await other
    .getByText(/at least/)
    .first()
    .waitFor();
  await axe(other);
  await by.type(other, other.getByLabel("New password", { exact: true }), secret);
  await by.press(other, other.getByRole("button", { name: "Set the password" }));
  await other.getByRole("heading", { name: "Your password is set" }).waitFor();
  await other.goto(`/signin?tenant=${companies[tier]}`);
  await by.type(other, other.getByLabel("E-mail address"), email);
  await by.type(other, other.getByLabel("Password", { exact: true }), secret);
  await by.press(other, other.getByRole("button", { name: "Sign in", exact: true }));
  await other.waitForURL((url) => url.pathname === "/");
  await other.locator("h1").first().waitFor();
});

it.each(ways)("sets a forgotten password anew on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const email = await newcomer(tier, "sales");
  const one = await stranger();
  await one.goto(`/signin?tenant=${companies[tier]}`);
  await by.press(one, one.getByRole("link", { name: "I forgot my password" }));
  await one.getByRole("heading", { name: "Forgot your password?" }).waitFor();
  await by.type(one, one.getByLabel("E-mail address"), email);
  await by.press(one, one.getByRole("button", { name: "Send the letter" }));
  await one.getByRole("heading", { name: "Look into your mail" }).waitFor();
  await one.goto(await linkTo("/reset", email));
  await by.type(one, one.getByLabel("New password", { exact: true }), secret);
  await by.press(one, one.getByRole("button", { name: "Set the password" }));
  await one.getByRole("heading", { name: "Your password is set" }).waitFor();
  await one.goto(`/signin?tenant=${companies[tier]}`);
  await by.type(one, one.getByLabel("E-mail address"), email);
  await by.type(one, one.getByLabel("Password", { exact: true }), secret);
  await by.press(one, one.getByRole("button", { name: "Sign in", exact: true }));
  await one.waitForURL((url) => url.pathname === "/");
});

it.each(ways)("makes a passkey and comes in with it alone on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const email = await newcomer(tier, "viewer");
  const one = await stranger();
  const keys = await one.context().newCDPSession(one);
  await keys.send("WebAuthn.enable");
  const device = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
  } as const;
  const { authenticatorId } = await keys.send("WebAuthn.addVirtualAuthenticator", { options: device });
  // Whether somebody is there to touch the device; the page asks for it from the beginning.
  const there = (enabled: boolean) => keys.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
  const dialog = one.getByRole("dialog");
  await one.goto(`/signin?tenant=${companies[tier]}`);
  await by.type(one, one.getByLabel("E-mail address"), email);
  await by.type(one, one.getByLabel("Password", { exact: true }), "quiet-lantern-seven-harbour");
  await by.press(one, one.getByRole("button", { name: "Sign in", exact: true }));
  await one.waitForURL((url) => url.pathname === "/");
  await one.locator("h1").first().waitFor();
  await one.goto("/profile?section=security");
  await settled(one);
  await by.press(one, one.getByRole("button", { name: "Add a passkey" }));
  await by.type(one, dialog.getByLabel("Name of the passkey"), "Work laptop");
  await one.keyboard.press("Enter");
  await by.turn(one, dialog.getByLabel("I have kept them in a safe place"));
  await by.press(one, dialog.getByRole("button", { name: "Continue" }));
  await dialog.waitFor({ state: "hidden" });
  await one.getByText("Work laptop").waitFor();
  await there(false);
  await by.take(one, one.getByRole("button", { name: /^Account/ }), "Sign out");
  await one.waitForURL(/\/signin/);
  await one.goto(`/signin?tenant=${companies[tier]}`);
  const passkey = one.getByRole("button", { name: "Sign in with a passkey" });
  await passkey.waitFor();
  await settled(one);
  await (hand === "mouse" ? passkey.hover() : tabTo(one, passkey));
  await there(true);
  await by.press(one, passkey);
  await one.waitForURL((url) => url.pathname === "/");
  await one.locator("h1").first().waitFor();
});
