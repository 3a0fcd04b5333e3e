import { type Browser, chromium, type Page } from "playwright-core";
import { chromiumPath, launching } from "./chromium";

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds of the thread's own time. */
  tdur?: number;
  args?: { name?: string };
}

/**
 * The longest task on the main thread while something is done, in milliseconds of the
 * thread's own time: what else the machine does meanwhile does not count. A browser has
 * one trace at a time, so the page has a browser of its own, with the state of another page.
 */
export async function longestTask(from: Page, path: string, act: (page: Page) => Promise<void>): Promise<number> {
  const own = await chromium.launch({ ...launching, executablePath: chromiumPath() });
  try {
    const context = await own.newContext({
      baseURL: new URL(from.url()).origin,
      viewport: from.viewportSize(),
      storageState: await from.context().storageState(),
    });
    const page = await context.newPage();
    await page.goto(path, { waitUntil: "networkidle" });
    return longestIn(await traced(own, page, () => act(page)));
  } finally {
    await own.close();
  }
}

async function traced(browser: Browser, page: Page, act: () => Promise<void>): Promise<TraceEvent[]> {
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return traceEvents;
}

/** The longest of all tasks on main threads of pages. */
export function longestIn(events: TraceEvent[]): number {
  const main = new Set(
    events.filter((e) => e.name === "thread_name" && e.args?.name === "CrRendererMain").map((e) => `${e.pid} ${e.tid}`),
  );
  const tasks = events.filter((e) => e.name.endsWith("RunTask") && main.has(`${e.pid} ${e.tid}`));
  return Math.max(0, ...tasks.map((e) => e.tdur ?? 0)) / 1000;
}
