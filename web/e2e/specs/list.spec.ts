import { it } from "vitest";
import { axe, page, shot, tiers } from "../ground";

it.each(tiers)("opens a list and a record of it on the tier %s", async (tier) => {
  const one = await page(tier, "owner");
  await one.goto("/clients");
  const first = one.getByRole("grid").getByRole("row").nth(1);
  await first.waitFor();
  await axe(one);
  await shot(one, `list-${tier}`);
  await first.getByRole("link").first().click();
  await one.waitForURL(/\/clients\/[0-9a-f-]{36}/);
  await one.getByRole("heading", { level: 1 }).waitFor();
  await axe(one);
  await shot(one, `record-${tier}`);
});

it.each([
  ["dark", { scheme: "dark" }],
  ["on a telephone", { phone: true }],
  ["in Arabic", { language: "ar" }],
] as const)("passes WCAG %s", async (name, look) => {
  const one = await page("shared", "sales", look);
  await one.goto("/orders");
  await one.getByRole("heading", { level: 1 }).waitFor();
  await axe(one);
  await shot(one, `orders-${name.replaceAll(" ", "-")}`);
});
