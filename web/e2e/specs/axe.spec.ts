import { expect, it } from "vitest";
import { asked, axe, companies, type Look, page, settled, stranger, visit } from "../ground";

// Every address of the application passes WCAG 2.2 A and AA: in light colours all of them,
// and each in dark colours or in Arabic by turns, so that every kind of page is seen in all
// three. The console's own places are in operator.spec.ts.

interface Entity {
  name: string;
  plural: string;
  may_create: boolean;
  fields: { name: string; type: string; operators?: string[] }[];
}

const settings = [
  "company",
  "numbers",
  "users",
  "roles",
  "support",
  "policy",
  "providers",
  "postings",
  "templates",
  "webhooks",
  "flags",
  "retention",
  "privacy",
];
const profile = ["person", "appearance", "security", "sessions", "notifications", "tokens", "activity", "data"];
const modes: [plural: string, mode: string][] = [["leads", "board"], ["orders", "board"], ["activities", "calendar"], ["invoices", "calendar"]]; // biome-ignore format: a list

/** Every address within a company, by kind. */
async function addresses(): Promise<Record<string, string[]>> {
  const entities = await known();
  const records = await Promise.all(entities.map(({ plural }) => first(plural)));
  return {
    pages: ["/", "/inbox", "/settings", "/profile", "/nothing/here"],
    settings: settings.map((section) => `/settings/${section}`),
    profile: profile.map((section) => `/profile?section=${section}`),
    modes: modes.map(([plural, mode]) => `/${plural}?mode=${mode}`),
    groups: ["/orders?group=status", "/clients?q=nobody-is-called-this"],
    lists: entities.map(({ plural }) => `/${plural}`),
    forms: entities.filter((entity) => entity.may_create).map(({ plural }) => `/${plural}/new`),
    records: records.filter((path) => path !== ""),
  };
}

async function known(): Promise<Entity[]> {
  return (await asked<{ entities: Entity[] }>("shared", "owner", "/api/client/start")).entities;
}

async function first(plural: string): Promise<string> {
  const { data } = await asked<{ data: { id: string }[] }>("shared", "owner", `/api/client/${plural}?limit=1`);
  return data[0] ? `/${plural}/${data[0].id}` : "";
}

/** Goes from address to address and gathers what is wrong with them. */
async function walk(look: Look, paths: string[]): Promise<void> {
  const one = await page("shared", "owner", look);
  const wrong: string[] = [];
  await visit(one, "/");
  for (const path of paths) {
    await visit(one, path);
    await axe(one).catch((thrown: Error) => wrong.push(thrown.message));
  }
  expect(wrong.join("\n"), `${wrong.length} of ${paths.length} addresses`).toBe("");
}

const looks = [
  ["light", { scheme: "light" }],
  ["dark", { scheme: "dark" }],
  ["Arabic", { language: "ar" }],
] as const;

/** Each address in one of the looks, so that every kind of page is seen in all of them; with AXE=all each in every look. */
function inTurn(kinds: Record<string, string[]>, turn: number): string[] {
  const mine = (at: number) => process.env.AXE === "all" || at % looks.length === turn;
  return Object.values(kinds).flatMap((paths) => paths.filter((_, at) => mine(at)));
}

it("knows every section of the settings", async () => {
  const one = await page("shared", "owner");
  await visit(one, "/settings");
  const hrefs = await one.getByRole("navigation", { name: "Settings" }).getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? "")); // biome-ignore format: one thing
  const plurals = new Set((await known()).map(({ plural }) => `/${plural}`));
  const own = hrefs.filter((href) => !plurals.has(href)).map((href) => href.replace("/settings/", ""));
  expect(own.sort()).toEqual([...settings].sort());
});

it.each(looks.map(([name, look], turn) => [name, look, turn] as const))(
  "passes WCAG at every address of its turn, %s",
  async (_, look, turn) => {
    await walk(look, inTurn(await addresses(), turn));
  },
  240_000,
);

it.each(looks)("passes WCAG before signing in, %s", async (_, look) => {
  const one = await stranger(look);
  const paths = ["/signin", `/signin?tenant=${companies.shared}`, "/signin?operator=1", "/forgot", "/reset?token=none", "/invitation?token=none", "/confirm-email?token=none", "/undo-email?token=none"]; // biome-ignore format: a list
  for (const path of paths) {
    await one.goto(path);
    await one.locator("h1").first().waitFor();
    await settled(one);
    await axe(one);
  }
});

it("passes WCAG at a tenant of the console", async () => {
  const { data } = await asked<{ data: { id: string }[] }>("shared", "operator", "/api/enterprise/clients?limit=1");
  for (const look of [{ scheme: "light" }, { scheme: "dark" }, { language: "ar" }] as const) {
    const one = await page("shared", "operator", look);
    await visit(one, `/operator/tenants/${data[0]?.id}`);
    await axe(one);
  }
});
