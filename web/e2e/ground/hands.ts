import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { axe } from "./axe";
import { pick, press, tabTo, typeInto } from "./keyboard";
import { settled } from "./visit";

/** What somebody does to a page, with whatever they have at hand. */
export interface Hands {
  press: (one: Page, target: Locator) => Promise<void>;
  /** Asks axe of the page, once: it is the same page by keyboard. */
  look: (one: Page) => Promise<void>;
  /** Writes in the place of what stands in a field. */
  type: (one: Page, field: Locator, text: string) => Promise<void>;
  /** Turns a switch or a box over. */
  turn: (one: Page, target: Locator) => Promise<void>;
  /** Takes an option of a box that offers some. */
  choose: (one: Page, box: Locator, option: string) => Promise<void>;
  /** Takes an item of the menu of a button. */
  take: (one: Page, button: Locator, item: string) => Promise<void>;
}

const far = 160;

const mouse: Hands = {
  look: (one) => axe(one),
  press: (_one, target) => target.click(),
  type: (_one, field, text) => field.fill(text),
  turn: async (_one, target) => {
    await expect.poll(() => target.isEnabled()).toBe(true);
    // What is drawn of a switch lies over the box itself.
    await target.click({ force: true });
  },
  choose: async (one, box, option) => {
    await box.click();
    if (await box.isEditable()) await box.fill(option);
    await offered(one, option).click();
  },
  take: async (one, button, item) => {
    await button.click();
    await one.getByRole("menuitem", { name: item, exact: true }).click();
  },
};

const keyboard: Hands = {
  look: async () => {},
  press: (one, target) => press(one, target, far),
  type: (one, field, text) => typeInto(one, field, text, far),
  turn: async (one, target) => {
    await tabTo(one, target, far);
    await one.keyboard.press("Space");
  },
  choose: async (one, box, option) => {
    await tabTo(one, box, far);
    if (await box.isEditable()) {
      await one.keyboard.type(option);
      await settled(one, 300); // what is offered may be asked for
    } else await one.keyboard.press("Enter");
    const wanted = offered(one, option);
    await wanted.waitFor();
    const stands = async () => (await wanted.getAttribute("data-combobox-selected")) === "true";
    for (let presses = 0; presses < 30 && !(await stands()); presses++) await one.keyboard.press("ArrowDown");
    if (!(await stands())) throw new Error(`${option} is not reached by arrows`);
    await one.keyboard.press("Enter");
  },
  take: (one, button, item) => pick(one, button, item, far),
};

/** Both ways to work a page: what a spec does, it does with either. */
export const hands = { mouse, keyboard };
export const bothHands = Object.keys(hands) as (keyof typeof hands)[];

function offered(one: Page, option: string): Locator {
  return one.getByRole("option").filter({ hasText: option });
}
