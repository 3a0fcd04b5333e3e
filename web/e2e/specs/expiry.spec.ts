import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { asked, axe, client, enter, hands, newcomer, password, stranger, type Tier, ways } from "../ground";

/** Ends all sessions of somebody, as an administrator does. */
async function endSessions(tier: Tier, email: string): Promise<void> {
  type Listed = { data: { id: string; version: number }[] };
  const { data: users } = await asked<Listed>(tier, "owner", `/api/client/users?email=${email}`);
  const { data } = await asked<Listed>(tier, "owner", `/api/client/sessions?status=active&owner=${users[0]?.id}`);
  expect(data.length).toBeGreaterThan(0);
  for (const { id, version } of data) await asked(tier, "owner", `/api/client/sessions/${id}/revoke`, {}, version);
}

/** What the browser says of a connection that is refused to those who are not signed in. */
const refused = [/WebSocket connection .* failed/];

const phone = "+44 20 7946 0100";

it.each(ways)("lets one sign in again over a form, and saves it, on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const email = await newcomer(tier, "manager");
  const { id } = await client(tier);
  const one = await stranger({ allow: refused });
  await enter(one, tier, email);
  await one.goto(`/clients/${id}`);
  await by.type(one, one.getByLabel("Phone"), phone);
  await endSessions(tier, email);
  await by.press(one, one.getByRole("button", { name: "Save", exact: true }));
  const dialog = one.getByRole("dialog", { name: "Please sign in again" });
  await dialog.waitFor();
  await by.look(one);
  expect(await one.getByLabel("Phone").inputValue()).toBe(phone);
  await by.type(one, dialog.getByLabel("Password", { exact: true }), password);
  await by.press(one, dialog.getByRole("button", { name: "Sign in", exact: true }));
  await dialog.waitFor({ state: "hidden" });
  await one
    .getByRole("status")
    .filter({ hasText: /^Saved$/ })
    .waitFor();
  expect(await one.getByLabel("Phone").inputValue()).toBe(phone);
  expect(await asked(tier, "owner", `/api/client/clients/${id}`)).toMatchObject({ phone });
});

it("keeps what was typed when one will not sign in again", async () => {
  const email = await newcomer("shared", "manager");
  const { id } = await client("shared");
  const one = await stranger({ allow: refused });
  await enter(one, "shared", email);
  await one.goto(`/clients/${id}`);
  await one.getByLabel("Phone").fill(phone);
  await one.context().clearCookies();
  await one.keyboard.press("Control+s");
  await one.getByRole("dialog", { name: "Please sign in again" }).waitFor();
  await one.keyboard.press("Escape");
  await one.getByRole("status").filter({ hasText: "Not saved" }).waitFor();
  expect(await one.getByLabel("Phone").inputValue()).toBe(phone);
});

it("offers after a crash what was typed, to whoever typed it and to nobody else", async () => {
  const [anna, ben] = await Promise.all([newcomer("schema", "manager"), newcomer("schema", "manager")]);
  const { id, name } = await client("schema");
  const first = await stranger();
  const offer = (one: Page) => one.getByText("You have unsaved work here");
  await enter(first, "schema", anna);
  await first.goto(`/clients/${id}`);
  await first.getByLabel("Phone").fill(phone);
  await first.waitForTimeout(700); // it is kept when somebody pauses
  await first.close({ runBeforeUnload: false });

  const again = await first.context().newPage();
  await enter(again, "schema", ben);
  await again.goto(`/clients/${id}`);
  await again.getByRole("heading", { name }).waitFor();
  await again.waitForTimeout(300);
  expect(await offer(again).count()).toBe(0);

  await enter(again, "schema", anna);
  await again.goto(`/clients/${id}`);
  await offer(again).waitFor();
  await axe(again);
  expect(await again.getByLabel("Phone").inputValue()).toBe("");
  await again.getByRole("button", { name: "Restore it" }).click();
  expect(await again.getByLabel("Phone").inputValue()).toBe(phone);
  await again.keyboard.press("Control+s");
  await again
    .getByRole("status")
    .filter({ hasText: /^Saved$/ })
    .waitFor();
  expect(await asked("schema", "owner", `/api/client/clients/${id}`)).toMatchObject({ phone });
  await again.reload();
  await again.getByRole("heading", { name }).waitFor();
  await again.waitForTimeout(300);
  expect(await offer(again).count()).toBe(0);
});

it("offers a new record that was not saved", async () => {
  const email = await newcomer("shared", "manager");
  const first = await stranger();
  await enter(first, "shared", email);
  await first.goto("/clients/new");
  await first.getByLabel("Name", { exact: false }).first().fill("Begun and lost");
  await first.waitForTimeout(700);
  await first.close({ runBeforeUnload: false });
  const again = await first.context().newPage();
  await again.goto("/clients/new");
  await again.getByText("You have unsaved work here").waitFor();
  await again.getByRole("button", { name: "Restore it" }).click();
  expect(await again.getByLabel("Name", { exact: false }).first().inputValue()).toBe("Begun and lost");
});
