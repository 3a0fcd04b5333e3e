import { inject } from "vitest";
import { asked, askedWith } from "./page";
import { password, type Tier } from "./people";
import { setPassword } from "./server";
import { signIn } from "./session";

/** A company that a spec has made for itself, with somebody who owns it. */
export interface Own {
  id: string;
  slug: string;
  name: string;
  /** The address of its owner. */
  email: string;
  /** The session of its owner. */
  cookie: string;
  /** Asks the API in the name of its owner. */
  asked: <T>(path: string, body?: unknown, version?: number) => Promise<T>;
}

/** Makes a company whom no other spec knows, on a tier, and signs its owner in. */
export async function company(tier: Tier): Promise<Own> {
  const slug = `own-${crypto.randomUUID().slice(0, 8)}`;
  const email = `owner@${slug}.example`;
  const wanted = { name: `Company ${slug}`, slug, tier, admin_email: email, country: "DE", currency: "EUR" };
  const made = await asked<{ id: string }>("shared", "operator", "/api/enterprise/clients/create", wanted);
  await setPassword(inject("data"), email, slug);
  const cookie = await signIn(inject("base"), email, password, slug);
  return {
    id: made.id,
    slug,
    name: wanted.name,
    email,
    cookie,
    asked: (path, body, version) => askedWith(cookie, path, body, version),
  };
}
