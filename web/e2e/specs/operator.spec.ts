import { expect, it } from "vitest";
import { axe, page, shot } from "../ground";

it("opens for an operator", async () => {
  const one = await page("shared", "operator");
  await one.goto("/operator");
  await one.getByRole("heading", { level: 1 }).waitFor();
  await axe(one);
  await shot(one, "operator-overview-light");
  expect(await one.title()).toContain("Guildhall");
});
