import type { Locator, Page } from "playwright-core";
import { settled } from "./visit";

/** What has the focus, as "button: Save". */
export function focused(page: Page): Promise<string> {
  return page.evaluate(named);
}

/** Names what has the focus, within the page. */
function named(): string {
  const at = document.activeElement;
  if (!at || at === document.body) return "";
  const name = at.getAttribute("aria-label") ?? (at as HTMLElement).innerText ?? "";
  return `${at.getAttribute("role") ?? at.tagName.toLowerCase()}: ${name.trim()}`;
}

/** Presses Tab until something has the focus, as people without a mouse do, and checks that it shows. */
export async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
  const passed: string[] = [];
  // To find it anew at every press takes longer than the press; it is found anew when it was drawn anew.
  let wanted = await target.elementHandle();
  while (passed.length <= most) {
    const { gone, there, at } = (await wanted?.evaluate(standing)) ?? { gone: true, there: false, at: "" };
    if (there) {
      await mustShow(target);
      return;
    }
    if (gone) {
      await wanted?.dispose();
      wanted = await target.elementHandle();
      continue;
    }
    passed.push(at);
    await page.keyboard.press("Tab");
  }
  throw new Error(`${target} is not reached by ${most} presses of Tab, which led from:\n${passed.join("\n")}`);
}

/** Whether an element was drawn anew, or has the focus, and what has it, without having the page laid out; within the page. */
function standing(wanted: Element): { gone: boolean; there: boolean; at: string } {
  const at = document.activeElement;
  const name = at?.getAttribute("aria-label") ?? at?.textContent?.slice(0, 80) ?? "";
  return {
    gone: !wanted.isConnected,
    there: wanted === at,
    at: `${at?.getAttribute("role") ?? at?.tagName.toLowerCase()}: ${name}`,
  };
}

/** Goes to something by Tab and presses Enter on it. */
export async function press(page: Page, target: Locator, most?: number): Promise<void> {
  await tabTo(page, target, most);
  await page.keyboard.press("Enter");
}

/** Goes to a field by Tab and types in the place of what stands there. */
export async function typeInto(page: Page, field: Locator, text: string, most?: number): Promise<void> {
  await tabTo(page, field, most);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}

/** Opens a menu by its button and takes an item of it by arrows. */
export async function pick(page: Page, menu: Locator, item: string, most?: number): Promise<void> {
  await press(page, menu, most);
  const wanted = page.getByRole("menuitem", { name: item, exact: true });
  await wanted.waitFor();
  const has = () => wanted.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 30 && !(await has()); presses++) await page.keyboard.press("ArrowDown");
  if (!(await has())) throw new Error(`${item} is not reached by arrows; the keyboard is at ${await focused(page)}`);
  await page.keyboard.press("Enter");
}

/** Opens the palette and takes what is typed, from the first moment of a page on. */
export async function byPalette(page: Page, typed: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.keyboard.type(typed);
  await page.locator("[role=option][aria-selected=true]").filter({ hasText: typed }).waitFor();
  await settled(page, 300);
  await page.keyboard.press("Enter");
}

/** Fails when what has the focus does not show it by an outline, a border or a shadow. */
async function mustShow(target: Locator): Promise<void> {
  for (let looks = 0; looks < 10; looks++) {
    if (await showsFocus(target)) return;
    await target.page().waitForTimeout(50); // it may be drawn anew just now
  }
  throw new Error(`${target} has the focus and does not show it`);
}

function showsFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => {
    const style = getComputedStyle(element);
    const outlined = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 0;
    // A grid shows the row or the cell where the keyboard stands.
    if (element.hasAttribute("aria-activedescendant")) return true;
    return outlined || style.boxShadow !== "none" || element.matches("input, textarea, select");
  });
}

/** Types a code as a scanner does: keys that follow one another in five milliseconds, with Enter at the end. */
export async function scanned(page: Page, code: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const from = Date.now() / 1000;
  const keys = [...code].map((key) => ({ key, text: key }));
  for (const [i, key] of [...keys, { key: "Enter", text: "\r" }].entries()) {
    const timestamp = from + i * 0.005;
    await browser.send("Input.dispatchKeyEvent", { type: "keyDown", ...key, timestamp });
    await browser.send("Input.dispatchKeyEvent", { type: "keyUp", key: key.key, timestamp: timestamp + 0.002 });
  }
  await browser.detach();
}
