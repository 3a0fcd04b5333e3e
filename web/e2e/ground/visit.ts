import type { Page, Request } from "playwright-core";

const under = new WeakMap<Page, Set<Request>>();

/** Counts what a page is asking for, so that somebody can wait for its end. */
export function count(page: Page): void {
  const open = new Set<Request>();
  under.set(page, open);
  page.on("request", (request) => open.add(request));
  page.on("requestfinished", (request) => open.delete(request));
  page.on("requestfailed", (request) => open.delete(request));
}

/** Waits until a page has asked for nothing for a moment: what it shows, it shows. */
export async function settled(page: Page, moment = 120): Promise<void> {
  const open = under.get(page) ?? new Set();
  const late = Date.now() + 15_000;
  for (let quiet = Date.now(); Date.now() - quiet < moment; await page.waitForTimeout(20)) {
    if (open.size > 0) quiet = Date.now();
    if (Date.now() > late) throw new Error(`still asking for ${[...open].map((one) => one.url()).join(", ")}`);
  }
}

/** Goes to an address within the application, as its links do: nothing is loaded twice. */
export async function visit(page: Page, path: string): Promise<void> {
  if (page.url() === "about:blank") await page.goto(path);
  else await page.evaluate((to) => history.pushState({}, "", to), path);
  await settled(page);
  await page.locator("h1").first().waitFor({ state: "attached" });
}
