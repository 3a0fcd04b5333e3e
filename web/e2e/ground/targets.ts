import type { Page } from "playwright-core";

/**
 * What is to be pressed and is less than so many pixels high or wide, as "24 × 17 link: Clients".
 * Links within a sentence are as high as their line (WCAG 2.5.8, inline), and what lies in a
 * label, or in a row that leads where it leads, is pressed together with it.
 */
export function smallTargets(page: Page, least: number): Promise<string[]> {
  return page.evaluate((pixels) => {
    const pressed = "a[href], button, input, select, textarea, [role=button], [role=menuitem], [role=tab], [role=radio]";
    const whole = "label, [role=row], [role=option], [data-combobox-option]";
    const inSentence = (element: Element) => {
      const parent = element.parentElement;
      const others = [...(parent?.childNodes ?? [])].filter((node) => node.nodeType === Node.TEXT_NODE);
      return getComputedStyle(element).display === "inline" && others.some((node) => node.textContent?.trim());
    };
    return [...document.querySelectorAll<HTMLElement>(pressed)].flatMap((element) => {
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const unseen =
        !element.checkVisibility() ||
        box.width <= 1 ||
        box.height <= 1 ||
        style.visibility === "hidden" ||
        style.pointerEvents === "none";
      if (unseen || element.matches(":disabled, .skip") || element.closest("[inert]")) return [];
      if (element.closest(whole) || (element as HTMLInputElement).labels?.length || inSentence(element)) return [];
      if (box.width >= pixels - 0.5 && box.height >= pixels - 0.5) return [];
      const name = element.getAttribute("aria-label") ?? element.innerText;
      return [
        `${box.width.toFixed(0)} × ${box.height.toFixed(0)} ${element.tagName.toLowerCase()}: ${name.trim()} (${element.className})`,
      ];
    });
  }, least);
}
