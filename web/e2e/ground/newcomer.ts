import type { Page } from "playwright-core";
import { inject } from "vitest";
import { asked } from "./page";
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

/** A company whom no other spec knows, and its owner's address. */
export interface Company {
  slug: string;
  email: string;
}

/** Makes a company for what a spec changes for everybody in one. */
export async function company(tier: Tier): Promise<Company> {
  const slug = `own-${crypto.randomUUID().slice(0, 8)}`;
  const email = `olive@${slug}.example`;
  const wanted = { name: `Company ${slug}`, slug, tier, plan: "standard", admin_email: email, country: "DE", currency: "EUR" };
  await asked("shared", "operator", "/api/enterprise/clients/create", wanted);
  await setPassword(inject("data"), email, slug);
  return { slug, email };
}

/** Lets somebody into a page of their own: their session ends here, and nobody else's. */
export async function enter(one: Page, tier: Tier, email: string): Promise<void> {
  await enterAt(one, companies[tier], email);
}

/** Lets somebody into a page, at a company by its short name. */
export async function enterAt(one: Page, slug: string, email: string): Promise<void> {
  const [name = "", value = ""] = (await signIn(inject("base"), email, password, slug)).split("=");
  await one.context().clearCookies();
  await one
    .context()
    .addCookies([{ name, value, domain: "localhost", path: "/", secure: true, httpOnly: true, sameSite: "Lax", expires: -1 }]);
}
