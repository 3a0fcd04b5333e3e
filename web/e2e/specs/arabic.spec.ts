import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { axe, draft, page, shot, visit } from "../ground";

/** Words of the frame that have stayed English: in the navigation, on buttons, tabs and heads of columns. */
function english(one: Page): Promise<string[]> {
  return one.evaluate(() => {
    const known =
      /\b(Ctrl|PDF|CSV|XLSX|VAT|E|J|K|X|Esc|Enter|Guildhall|Deutsch|English|UTC|API|TOTP|GBP|EUR|USD|Tab|Brightwater|Supplies|owner)\b/g;
    const frame = "nav a, nav button, button, [role=tab], [role=columnheader], h1, h2, label, header a";
    return [...document.querySelectorAll<HTMLElement>(frame)]
      .filter((element) => element.checkVisibility() && !element.closest("bdi, [data-grid] [data-index], [data-user]"))
      .map((element) => {
        const copy = element.cloneNode(true) as HTMLElement;
        for (const code of copy.querySelectorAll("bdi, kbd, svg, code, time")) code.remove();
        return (copy.textContent ?? "").replace(known, "").trim();
      })
      .filter((text) => /[A-Za-z]{2,}/.test(text));
  });
}

it("is Arabic all the way through", async () => {
  const { id } = await draft("shared", "orders");
  const one = await page("shared", "owner", { language: "ar" });
  const left: Record<string, string[]> = {};
  for (const path of [
    "/",
    "/inbox",
    "/orders",
    "/clients",
    `/orders/${id}`,
    "/orders/new",
    "/orders?mode=board",
    "/settings/roles",
    "/profile",
  ]) {
    await visit(one, path);
    const found = [...new Set(await english(one))];
    if (found.length > 0) left[path] = found;
  }
  expect(await one.evaluate(() => [document.documentElement.dir, document.documentElement.lang])).toEqual(["rtl", "ar"]);
  expect(left).toEqual({});
});

it("keeps numbers and codes in their order", async () => {
  const { id, number } = await draft("shared", "orders");
  const one = await page("shared", "owner", { language: "ar" });
  await visit(one, `/orders/${id}`);
  await one.locator("h1 bdi").filter({ hasText: number }).waitFor();
  await axe(one);
  await shot(one, "order-ar");
  // The navigation is at the right, the grid's first column too.
  const width = one.viewportSize()?.width ?? 0;
  const nav = await one.getByRole("navigation").first().boundingBox();
  expect(nav?.x).toBeGreaterThan(width / 2);
  await visit(one, "/orders");
  const heads = await one.getByRole("columnheader").evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().x));
  expect(heads).toEqual([...heads].sort((a, b) => b - a));
});
