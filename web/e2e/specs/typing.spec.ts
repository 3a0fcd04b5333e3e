import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { asked, draft, goods, page, settled, tabTo } from "../ground";

/** Makes a page's frames late, as a computer's that is busy. */
function late(one: Page): Promise<void> {
  return one.evaluate(() => {
    const soon = window.requestAnimationFrame;
    window.requestAnimationFrame = (draw) => soon((now) => void setTimeout(() => draw(now), 300));
  });
}

interface Quoted {
  valid_until: string;
  items: { quantity: string; price: { amount: string } }[];
}

it("takes every key of whoever types before the next frame comes", async () => {
  const product = await goods("shared", "Lamp", "50");
  const quote = await draft("shared", "quotes", { currency: "EUR", items: [{ product: product.id, quantity: "2" }] });
  const one = await page("shared", "owner");
  await one.goto(`/quotes/${quote.id}`);
  await one.getByRole("gridcell", { name: "2", exact: true }).first().waitFor();
  await settled(one);
  await late(one);
  await tabTo(one, one.getByLabel("Valid until"));
  await one.keyboard.type("24/12/2026");
  await one.getByRole("gridcell", { name: "2", exact: true }).first().click();
  await one.keyboard.type("12");
  await one.keyboard.press("Tab");
  await one.keyboard.type("7.77");
  await one.keyboard.press("Control+s");
  await one.getByRole("status").getByText("Saved", { exact: true }).waitFor();
  const said = await asked<Quoted>("shared", "owner", `/api/client/quotes/${quote.id}`);
  expect(said.valid_until).toBe("2026-12-24");
  expect(said.items.map(({ quantity, price }) => [quantity, price.amount])).toEqual([["12", "7.77"]]);
});

it("puts what is typed in the place of what stood in a field that is clicked, and the caret where it is clicked again", async () => {
  const quote = await draft("shared", "quotes");
  const one = await page("shared", "owner");
  await one.goto(`/quotes/${quote.id}`);
  const field = one.getByLabel("Freight", { exact: true });
  await field.waitFor();
  await settled(one);
  await field.click();
  await one.keyboard.type("1250");
  const right = { x: (await field.boundingBox())?.width ?? 0, y: 8 };
  await field.click({ position: { ...right, x: right.x - 3 } });
  await one.keyboard.type(".5");
  await expect.poll(() => field.inputValue()).toBe("1250.5");
  await one.getByLabel("Reference", { exact: true }).click();
  await field.click();
  await one.keyboard.type("8");
  await expect.poll(() => field.inputValue()).toBe("8");
});
