import { expect, it } from "vitest";
import { client, draft, page, settled, smallTargets, visit } from "../ground";

// What is to be pressed has 24 by 24 pixels everywhere, not only as much room (WCAG 2.5.8 would let that pass).

it.each([
  ["with a pointer", {}],
  ["on a telephone", { phone: true }],
] as const)("has nothing to press that is too small, %s", async (_, look) => {
  const [{ id }, order] = await Promise.all([client("shared"), draft("shared", "orders")]);
  const one = await page("shared", "owner", look);
  const found: string[] = [];
  const paths = ["/", "/clients", `/clients/${id}`, "/clients/new", `/orders/${order.id}`, "/orders?mode=board", "/invoices?mode=calendar", "/pipeline", "/stock", "/inbox", "/profile?section=security", "/settings/users", "/settings/roles", "/settings/templates"]; // biome-ignore format: a list
  for (const path of paths) {
    await visit(one, path);
    await settled(one, 300);
    found.push(...(await smallTargets(one, 24)).map((small) => `${path}: ${small}`));
  }
  expect(found).toEqual([]);
});
