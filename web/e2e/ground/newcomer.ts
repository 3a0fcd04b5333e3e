import type { Page } from "playwright-core";
import { inject } from "vitest";
import { admit, asked } from "./page";
import { companies, password, type Role, type Tier } from "./people";
import { setPassword } from "./server";
import { signIn } from "./session";

/** Makes a user whom no other spec knows, and gives the address by which they sign in. */
export async function newcomer(tier: Tier, role: Role): Promise<string> {
  const email = `${crypto.randomUUID().slice(0, 8)}@${companies[tier]}.example`;
  type Listed = { data: { id: string; name: string }[] };
  const [roles, sites] = await Promise.all(
    ["roles", "sites"].map((plural) => asked<Listed>(tier, "owner", `/api/client/${plural}?limit=50`)),
  );
  const held = roles?.data.filter((one) => one.name === role).map((one) => one.id);
  await asked(tier, "owner", "/api/client/users", {
    email,
    name: "Newcomer",
    roles: held,
    sites: sites?.data.map((one) => one.id),
  });
  await setPassword(inject("data"), email, companies[tier]);
  return email;
}

/** Lets somebody into a page of their own: their session ends here, and nobody else's. */
export async function enter(one: Page, tier: Tier, email: string): Promise<void> {
  const cookie = await signIn(inject("base"), email, password, companies[tier]);
  await one.context().clearCookies();
  await admit(one.context(), cookie);
}
