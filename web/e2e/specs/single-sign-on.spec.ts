import { afterAll, beforeAll, expect, it } from "vitest";
import {
  axe,
  companies,
  type Directory,
  directory,
  hands,
  newcomer,
  page,
  password,
  press,
  shot,
  stranger,
  typeInto,
  ways,
} from "../ground";

// How people come in by their company's own directory.

let at: Directory;

beforeAll(async () => {
  at = await directory();
});
afterAll(() => at.stop());

it.each(ways)("lets people in by the directory that the owner has named, on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const name = `Directory ${crypto.randomUUID().slice(0, 8)}`;
  const client = await at.register();
  const one = await page(tier, "owner");
  await one.goto("/settings/providers");
  await by.press(one, one.getByRole("link", { name: "New provider" }));
  await one.waitForURL(/\/providers\/new/);
  await by.type(one, one.getByRole("textbox", { name: "Name", exact: true }), name);
  await by.type(one, one.getByRole("textbox", { name: "Issuer" }), at.issuer);
  await by.type(one, one.getByRole("textbox", { name: "Client id" }), client.client_id);
  await by.turn(one, one.getByRole("checkbox", { name: "Active" }));
  await by.press(one, one.getByRole("button", { name: "Create", exact: true }));
  await one.waitForURL(/\/providers\/[0-9a-f-]{36}/);
  await one.goto("/settings/providers");
  const row = one.getByRole("row").filter({ hasText: name });
  await row.getByText("No secret").waitFor();
  await by.press(one, row.getByRole("button", { name: "Set the secret" }));
  await by.type(one, one.getByRole("dialog").getByLabel("Secret of the client"), client.client_secret);
  await axe(one);
  await by.press(one, one.getByRole("dialog").getByRole("button", { name: "Save" }));
  await row.getByText("Secret set").waitFor();

  // Somebody whom both know comes in, by the keyboard.
  const email = await newcomer(tier, "sales");
  await at.account(`known-${tier}`, { email, email_verified: true, name: "Nora Known" });
  const known = await stranger();
  await known.goto(`/signin?tenant=${companies[tier]}&next=%2Forders`);
  await press(known, known.getByRole("link", { name: `Continue with ${name}` }));
  await typeInto(known, known.getByLabel("Account"), `known-${tier}`);
  await known.keyboard.press("Enter");
  await known.waitForURL("**/orders");
  await known.getByRole("heading", { name: "Orders" }).waitFor();

  // Somebody whom only the directory knows is told what to do, and can still come in otherwise.
  await at.account(`unknown-${tier}`, { email: `nobody@${tier}.example`, email_verified: true, name: "Ned Nobody" });
  const unknown = await stranger({ scheme: "dark" });
  await unknown.goto(`/signin?tenant=${companies[tier]}`);
  await unknown.getByRole("link", { name: `Continue with ${name}` }).click();
  await unknown.getByLabel("Account").fill(`unknown-${tier}`);
  await unknown.getByRole("button", { name: "Go on" }).click();
  await unknown.getByText("There is no account for you").waitFor();
  await axe(unknown);
  await shot(unknown, `single-sign-on-${tier}`);
  await unknown.getByLabel("E-mail address").waitFor();
});

it("chooses the company once, and remembers it until told otherwise, by keyboard alone", async () => {
  const email = await newcomer("schema", "viewer");
  const one = await stranger();
  await one.goto("/signin");
  await one.getByRole("heading", { name: "Which company?" }).waitFor();
  await typeInto(one, one.getByLabel("Company", { exact: true }), "nobody-here");
  await one.keyboard.press("Enter");
  await one.getByRole("alert").waitFor();
  await axe(one);
  expect(await one.getByLabel("Company", { exact: true }).inputValue()).toBe("nobody-here");
  await typeInto(one, one.getByLabel("Company", { exact: true }), companies.schema);
  await one.keyboard.press("Enter");
  await typeInto(one, one.getByLabel("E-mail address"), email);
  await typeInto(one, one.getByLabel("Password", { exact: true }), password);
  await one.keyboard.press("Enter");
  await one.waitForURL((url) => url.pathname === "/");

  await one.context().clearCookies();
  await one.goto("/signin");
  await one.getByText(companies.schema, { exact: true }).waitFor();
  await press(one, one.getByRole("button", { name: "Change" }));
  await press(one, one.getByRole("button", { name: `Forget ${companies.schema}` }));
  await one.getByLabel("Company", { exact: true }).waitFor();
  await one.reload();
  await one.getByLabel("Company", { exact: true }).waitFor();
  expect(await one.getByText(companies.schema, { exact: true }).count()).toBe(0);
});
