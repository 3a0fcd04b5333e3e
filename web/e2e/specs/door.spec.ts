import type { Page } from "playwright-core";
import { inject, it } from "vitest";
import { axe, companies, emailOf, newcomer, operator, password, shot, signIn, stranger, tabTo, totp } from "../ground";

async function fill(page: Page, email: string, typed: string): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(typed);
}

it("lets somebody in, by keyboard alone, and leads back to where they wanted to go", async () => {
  const page = await stranger();
  await page.goto(`/signin?tenant=${companies.shared}&next=%2Forders`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await axe(page);
  await shot(page, "door");
  await tabTo(page, page.getByLabel("E-mail address"));
  await page.keyboard.type(emailOf("shared", "owner"));
  await tabTo(page, page.getByLabel("Password", { exact: true }));
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/orders");
});

it("says that the password is wrong, and keeps the address", async () => {
  const page = await stranger({ scheme: "dark", phone: true });
  await page.goto(`/signin?tenant=${companies.schema}`);
  await fill(page, emailOf("schema", "owner"), "not-the-password-of-anybody");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").waitFor();
  await axe(page);
  await shot(page, "door-refused-phone-dark");
});

it("asks for the second factor of those who have one", async () => {
  const email = await newcomer("database", "viewer");
  const cookie = await signIn(inject("base"), email, password, companies.database);
  const post = async (path: string, body: unknown) => {
    const headers = { Cookie: cookie, "Content-Type": "application/json" };
    const answer = await fetch(`${inject("base")}/api/auth/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { secret: string };
  };
  const { secret } = await post("totp/propose", {});
  // A code works once: that of the half-minute before is still taken.
  await post("totp/confirm", { code: totp(secret, Date.now() - 30_000) });

  const page = await stranger();
  await page.goto(`/signin?tenant=${companies.database}`);
  await fill(page, email, password);
  await page.keyboard.press("Enter");
  const code = page.getByLabel("Code", { exact: true });
  await code.waitFor();
  await axe(page);
  await code.fill(totp(secret));
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/");
});

it("lets an operator into the console", async () => {
  const page = await stranger();
  await page.goto("/operator/tenants");
  await page.waitForURL("**/signin?operator=1&next=**");
  await fill(page, operator, password);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/operator/tenants");
});
