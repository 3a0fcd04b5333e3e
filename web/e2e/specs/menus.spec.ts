import { expect, it } from "vitest";
import { axe, client, focused, page, press, settled, shot, visit } from "../ground";

// Menus, while they are open.

const looks = [
  ["light", { scheme: "light" }],
  ["dark", { scheme: "dark" }],
  ["in Arabic", { language: "ar" }],
  ["on a telephone", { phone: true }],
] as const;

it.each(looks)(
  "passes WCAG with a menu open, %s",
  async (name, look) => {
    const { id } = await client("shared");
    const one = await page("shared", "owner", look);
    for (const path of [`/clients/${id}`, "/clients", "/orders?mode=board"]) {
      await visit(one, path);
      await settled(one, 300);
      const menus = one.locator(
        "#content [aria-haspopup=menu]:visible, header [aria-haspopup=menu]:visible, [data-list-filter]:visible",
      );
      const all = (await menus.count()) - 1;
      for (let at = 0; at <= Math.min(all, 7); at++) {
        await menus.nth(at).click();
        await one.getByRole("menu").waitFor();
        await settled(one);
        await axe(one);
        if (at === 0) await shot(one, `menu-${name.replaceAll(" ", "-")}${path.replaceAll(/\W+/g, "-").slice(0, 9)}`);
        await one.keyboard.press("Escape");
        await one.getByRole("menu").waitFor({ state: "hidden" });
      }
      expect(all, path).toBeGreaterThanOrEqual(0);
    }
  },
  120_000,
);

it("is walked by arrows, by letters, and left by Escape to where one came from", async () => {
  const { id } = await client("shared");
  const one = await page("shared", "owner");
  await visit(one, `/clients/${id}`);
  const more = one.locator("main").getByRole("button", { name: "More actions" });
  await press(one, more, 90);
  const items = one.getByRole("menuitem");
  await items.first().waitFor();
  const names = (await items.allInnerTexts()).map((text) => `menuitem: ${text.trim()}`);
  await expect.poll(() => focused(one)).toBe(names[0]);
  await one.keyboard.press("ArrowDown");
  expect(await focused(one)).toBe(names[1]);
  await one.keyboard.press("End");
  expect(await focused(one)).toBe(names.at(-1));
  await one.keyboard.type("dup");
  await expect.poll(() => focused(one)).toBe("menuitem: Duplicate");
  await one.keyboard.press("Escape");
  await one.getByRole("menu").waitFor({ state: "hidden" });
  await expect.poll(() => focused(one)).toBe("button: More actions");
});

it("gives the keyboard back to the menu's button after a dialog that an item has opened", async () => {
  const { id } = await client("shared");
  const one = await page("shared", "owner");
  await visit(one, `/clients/${id}`);
  await press(one, one.locator("main").getByRole("button", { name: "More actions" }), 90);
  await one.getByRole("menuitem", { name: "Delete", exact: true }).waitFor();
  await one.keyboard.press("End");
  await one.keyboard.press("Enter");
  await one.getByRole("dialog").waitFor();
  await expect.poll(() => focused(one)).toBe("button: Delete");
  await one.keyboard.press("Escape");
  await one.getByRole("dialog").waitFor({ state: "hidden" });
  await expect.poll(() => focused(one)).toBe("button: More actions");
});
