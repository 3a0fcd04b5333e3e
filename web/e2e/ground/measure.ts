import { type Browser, type CDPSession, chromium, type Page } from "playwright-core";
import { chromiumPath, launching } from "./chromium";
import { count } from "./visit";

/** Something that a thread did: its time on the clock and its own time, in microseconds. */
export interface Traced {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
  args?: { name?: string; data?: { type?: string; candidateIndex?: number } };
}

/** A browser for one page: it has one trace at a time, and can be slowed without slowing others. */
export interface Bench {
  page: Page;
  cdp: CDPSession;
  /** What the main threads of pages did meanwhile, by when it began. */
  traced: (act: () => Promise<void>) => Promise<Traced[]>;
}

/** Opens a bench for whoever is signed in on another page; with the service worker where the application is to be installed. */
export async function onBench<T>(from: Page, act: (bench: Bench) => Promise<T>, { installed = false } = {}): Promise<T> {
  const own = await chromium.launch({ ...launching, executablePath: chromiumPath() });
  try {
    const context = await own.newContext({
      baseURL: new URL(from.url()).origin,
      viewport: from.viewportSize(),
      storageState: await from.context().storageState(),
      serviceWorkers: installed ? "allow" : "block",
    });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    count(page);
    const cdp = await context.newCDPSession(page);
    return await act({ page, cdp, traced: (what) => traced(own, page, what) });
  } finally {
    await own.close();
  }
}

async function traced(browser: Browser, page: Page, act: () => Promise<void>): Promise<Traced[]> {
  const categories = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "loading"];
  await browser.startTracing(page, { categories });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Traced[] };
  const threads = traceEvents.filter((e) => e.name === "thread_name" && e.args?.name === "CrRendererMain");
  const main = new Set(threads.map((e) => `${e.pid} ${e.tid}`));
  return traceEvents.filter((e) => main.has(`${e.pid} ${e.tid}`)).sort((a, b) => a.ts - b.ts);
}

/** The tasks among what was traced, none within another. */
export function tasksIn(events: Traced[]): Traced[] {
  let end = 0;
  return events.filter((e) => {
    if (!e.name.endsWith("RunTask") || e.ts < end) return false;
    end = e.ts + (e.dur ?? 0);
    return true;
  });
}

/**
 * The longest task, in milliseconds of the thread's own time: what else the machine does
 * meanwhile does not count.
 */
export function longestIn(events: Traced[]): number {
  return Math.max(0, ...tasksIn(events).map((task) => task.tdur ?? 0)) / 1000;
}

const inputs = new Set(["keydown", "keyup", "pointerdown", "pointerup", "click"]);

/**
 * How long each input took until something was painted, in milliseconds of the main
 * thread's own time: all tasks from the one that hears of it to the one that paints.
 */
export function untilPaint(events: Traced[]): number[] {
  const tasks = tasksIn(events);
  const heard = events.filter((e) => e.name === "EventDispatch" && inputs.has(e.args?.data?.type ?? ""));
  const paints = events.filter((e) => e.name === "Paint");
  return heard.map((event, at) => {
    const next = heard.slice(at + 1).find((later) => later.ts > event.ts + 50_000)?.ts ?? Number.POSITIVE_INFINITY;
    const painted = paints.find((paint) => paint.ts > event.ts)?.ts ?? Number.POSITIVE_INFINITY;
    const until = painted < next ? painted : event.ts;
    const during = tasks.filter((task) => task.ts + (task.dur ?? 0) > event.ts && task.ts <= until);
    return during.reduce((sum, task) => sum + (task.tdur ?? 0), 0) / 1000;
  });
}

/** Milliseconds during which the main thread had work until an instant, and the machine did something else. */
export function heldUp(events: Traced[], until: number): number {
  const before = tasksIn(events).filter((task) => task.ts < until);
  return before.reduce((sum, task) => sum + Math.max(0, (task.dur ?? 0) - (task.tdur ?? 0)), 0) / 1000;
}

/**
 * The pace of the machine that the budgets were decided on: milliseconds for `work` where
 * nothing else runs.
 */
const decidedAt = 5;

/**
 * Makes a page's computer a slow one, by as many times: counted from the machine that the
 * budgets were decided on, so that it is the same slow computer wherever it is measured.
 */
export async function slow(page: Page, cdp: CDPSession, times: number): Promise<void> {
  const pace = await page.evaluate(work);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: Math.max(1, (times * decidedAt) / pace) });
}

/** What a list does, without the list: reads, sorts, makes elements and lays them out; the shortest of many times, in ms. */
function work(): number {
  const once = () => {
    const began = performance.now();
    const made = Array.from({ length: 300 }, (_, i) => ({ id: (i * 79) % 301, name: `Row ${i}`, at: [i, i / 3] }));
    const rows = JSON.parse(JSON.stringify(made)) as typeof made;
    rows.sort((a, b) => a.name.localeCompare(b.name) || a.id - b.id);
    const list = document.createElement("ul");
    for (const row of rows) list.append(Object.assign(document.createElement("li"), { textContent: row.name }));
    document.body.append(list);
    const height = list.offsetHeight;
    list.remove();
    return height > 0 ? performance.now() - began : Number.POSITIVE_INFINITY;
  };
  return Math.min(...Array.from({ length: 100 }, once));
}

/** The value below which a share of all values are. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
