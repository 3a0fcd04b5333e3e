import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { chromiumPath, launching } from "./chromium";
import { companies, emailOf, operator, password, roles, type Tier, tiers } from "./people";
import { serve, setPassword } from "./server";
import { signIn } from "./session";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the server is. */
    base: string;
    /** Where its data is, for the command line. */
    data: string;
    /** Where the browser is spoken with. */
    browser: string;
  }
}

/** Starts the server on data of its own and one browser; ends both when all specs have run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const data = await mkdtemp(join(tmpdir(), "guildhall-e2e-"));
  const ends: (() => Promise<unknown>)[] = [() => rm(data, { recursive: true, force: true })];
  const end = async () => {
    for (const one of ends.reverse()) await one();
  };
  try {
    // What one person looks at has one process: to start another takes as long as a page.
    const browser = await chromium.launchServer({
      args: [...launching.args, "--process-per-site"],
      executablePath: chromiumPath(),
    });
    ends.push(() => browser.close());
    const server = await serve(data, { demo: true });
    ends.push(server.stop);
    await setPassword(data, operator);
    await Promise.all(tiers.map((tier) => people(server.base, data, tier)));
    project.provide("base", server.base);
    project.provide("data", data);
    project.provide("browser", browser.wsEndpoint());
    return end;
  } catch (thrown) {
    await end();
    throw thrown;
  }
}

/** Makes a user of each role of a company, through the API as its owner. */
async function people(base: string, data: string, tier: Tier): Promise<void> {
  const tenant = companies[tier];
  await setPassword(data, emailOf(tier, "owner"), tenant);
  const cookie = await signIn(base, emailOf(tier, "owner"), password, tenant);
  const ask = async (path: string, body?: unknown) => {
    const response = await fetch(`${base}/api/client/${path}`, {
      method: body ? "POST" : "GET",
      headers: { Cookie: cookie, "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { data: { id: string; name: string }[] };
  };
  const [known, sites] = await Promise.all([ask("roles?limit=50"), ask("sites?limit=50")]);
  for (const role of roles.filter((one) => one !== "owner")) {
    const id = known.data.find((one) => one.name === role)?.id;
    if (!id) throw new Error(`${tenant} has no role ${role}`);
    const email = emailOf(tier, role);
    await ask("users", { email, name: `${role} of ${tenant}`, roles: [id], sites: sites.data.map((site) => site.id) });
    await setPassword(data, email, tenant);
  }
}
