import type { Locator, Page } from "playwright-core";

/** What has the focus, as "button: Save". */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (!at || at === document.body) return "";
    const name = at.getAttribute("aria-label") ?? (at as HTMLElement).innerText ?? "";
    return `${at.getAttribute("role") ?? at.tagName.toLowerCase()}: ${name.trim()}`;
  });
}

/** Presses Tab until something has the focus, as people without a mouse do, and checks that it shows. */
export async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < most; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      await mustShow(target);
      return;
    }
    await page.keyboard.press("Tab");
    passed.push(await focused(page));
  }
  throw new Error(`${target} is not reached by ${most} presses of Tab, which led to:\n${passed.join("\n")}`);
}

/** Fails when what has the focus does not show it by an outline, a border or a shadow. */
async function mustShow(target: Locator): Promise<void> {
  const shows = await target.evaluate((element) => {
    const style = getComputedStyle(element);
    const outlined = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 0;
    return outlined || style.boxShadow !== "none" || element.matches("input, textarea, select");
  });
  if (!shows) throw new Error(`${target} has the focus and does not show it`);
}
