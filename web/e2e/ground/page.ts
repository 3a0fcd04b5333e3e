import { type Browser, type BrowserContext, chromium, devices, type Page } from "playwright-core";
import { inject, onTestFinished } from "vitest";
import { companies, emailOf, password, type Role, type Tier } from "./people";
import { signIn } from "./session";
import { seenAtLast } from "./shot";
import { count } from "./visit";

/** How somebody looks at the application. */
export interface Look {
  /** A telephone of 390 by 844 instead of a screen of 1440 by 900. */
  phone?: boolean;
  scheme?: "light" | "dark";
  language?: "en" | "de" | "ar";
  /** Console messages that this page may have. */
  allow?: RegExp[];
  /** Another address of the server, such as a gate's. */
  base?: string;
  /** Whether the service worker may stand between; without it every request reaches the server. */
  worker?: boolean;
}

let browser: Promise<Browser> | undefined;
// What a test leaves is used by the next that looks alike: emptied, but for the parts of the
// application that it has loaded and compiled, which takes longer than most that tests do.
const left = new Map<string, BrowserContext[]>();
const cookies = new Map<string, Promise<string>>();

/** Signs somebody in, once: who signs in again and again is taken for somebody who guesses. */
function sessionOf(tier: Tier, role: Role): Promise<string> {
  const key = `${tier} ${role}`;
  const cookie =
    cookies.get(key) ?? signIn(inject("base"), emailOf(tier, role), password, role === "operator" ? undefined : companies[tier]);
  cookies.set(key, cookie);
  return cookie;
}

/** Opens a page for somebody who is signed in. The test fails when the page complains. */
export async function page(tier: Tier, role: Role, look: Look = {}): Promise<Page> {
  return pageWith(await sessionOf(tier, role), look);
}

/** Opens a page by a session. */
export async function pageWith(cookie: string, look: Look = {}): Promise<Page> {
  const context = await contextOf(look);
  await admit(context, cookie);
  return open(context, look);
}

/** Opens a page for somebody who is not signed in. */
export async function stranger(look: Look = {}): Promise<Page> {
  return open(await contextOf(look), look);
}

/** Asks the API in the name of somebody, for what a spec needs before it begins; the version is that of what is changed. */
export async function asked<T>(tier: Tier, role: Role, path: string, body?: unknown, version?: number): Promise<T> {
  return askedWith(await sessionOf(tier, role), path, body, version);
}

/** Asks the API by a session. */
export async function askedWith<T>(cookie: string, path: string, body?: unknown, version?: number): Promise<T> {
  const method = body ? "POST" : "GET";
  const response = await fetch(inject("base") + path, {
    method,
    headers: {
      Cookie: cookie,
      "Content-Type": "application/json",
      ...(version === undefined ? {} : { "If-Match": `"${version}"` }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/**
 * Tries something at the API in the name of somebody, and gives the status of the answer. Nothing
 * comes of it: what lacks a version or a body fails later than what lacks a permission.
 */
export async function tried(tier: Tier, role: Role, method: string, path: string): Promise<number> {
  const headers = { Cookie: await sessionOf(tier, role), "Content-Type": "application/json", "If-Match": '"99999"' };
  const answer = await fetch(inject("base") + path, { method, headers, body: method === "GET" ? undefined : "{}" });
  await answer.text();
  return answer.status;
}

/** Gives a browser a session. */
export async function admit(context: BrowserContext, cookie: string): Promise<void> {
  const [name = "", value = ""] = cookie.split("=");
  await context.addCookies([
    { name, value, domain: "localhost", path: "/", secure: true, httpOnly: true, sameSite: "Lax", expires: -1 },
  ]);
}

async function contextOf(look: Look): Promise<BrowserContext> {
  return left.get(likeness(look))?.pop() ?? newContext(look);
}

/** What a context is made for, and cannot be otherwise. */
const likeness = ({ allow: _, ...look }: Look) => JSON.stringify(look);

async function newContext(look: Look): Promise<BrowserContext> {
  browser ??= chromium.connect(inject("browser"));
  const { phone = false, scheme = "light", language = "en", worker = false } = look;
  const size = phone
    ? { ...devices["iPhone 14"], viewport: { width: 390, height: 844 }, defaultBrowserType: undefined, userAgent: undefined }
    : { viewport: { width: 1440, height: 900 } };
  const context = await (await browser).newContext({
    ...size,
    baseURL: look.base ?? inject("base"),
    colorScheme: scheme,
    locale: { en: "en-GB", de: "de-DE", ar: "ar-EG" }[language],
    timezoneId: "Europe/London",
    reducedMotion: "reduce",
    serviceWorkers: worker ? "allow" : "block",
  });
  context.setDefaultTimeout(20_000);
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (e) =>
      console.error(`CSP: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`),
    );
  });
  return context;
}

/** Leaves a context to the next test; that of a gate or a service worker is closed, and what cannot be emptied at once. */
async function leave(context: BrowserContext, look: Look): Promise<void> {
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 5_000).unref());
  const fit = !look.base && !look.worker && (await Promise.race([emptied(context), late]).catch(() => false));
  if (!fit) {
    await context.close();
    return;
  }
  const like = likeness(look);
  left.set(like, [...(left.get(like) ?? []), context]);
}

/** Empties a context of all that a person leaves in it; of its pages one stays, and with it the process that shows it. */
async function emptied(context: BrowserContext): Promise<boolean> {
  const [first, ...others] = context.pages();
  if (!first) return false;
  await Promise.all(others.map((one) => one.close()));
  first.removeAllListeners();
  await context.setOffline(false);
  await first.goto("about:blank");
  const cdp = await context.newCDPSession(first);
  await cdp.send("Storage.clearDataForOrigin", { origin: inject("base"), storageTypes: "cookies,local_storage,indexeddb" });
  await cdp.detach();
  await context.clearCookies();
  return true;
}

/** Opens the page, hears what it complains of, and closes it at the end of the test. */
async function open(context: BrowserContext, look: Look): Promise<Page> {
  const complaints: string[] = [];
  const refused: string[] = [];
  const complain = (text: string) => {
    if (!look.allow?.some((pattern) => pattern.test(text))) complaints.push(text);
  };
  const opened = await context.newPage();
  count(opened);
  opened.on("pageerror", (error) => complain(`thrown: ${error.message}`));
  opened.on("console", (message) => {
    // What the server refuses is for the page to tell; the browser's own line about it is none of the page's.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complain(message.text());
  });
  opened.on("response", (response) => {
    const path = new URL(response.url()).pathname;
    const lost = response.status() === 404 && !path.startsWith("/api/");
    if (response.status() >= 400) refused.push(`${response.status()} ${response.request().method()} ${path}`);
    if (response.status() >= 500 || lost) complain(`${response.status()} ${response.request().method()} ${path}`);
  });
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") {
      const seen = await seenAtLast(opened, task.id);
      console.error(`${task.name}: at ${opened.url()}, refused: ${refused.join(", ") || "nothing"}; seen in ${seen}`);
      await context.close();
    } else await leave(context, look);
    if (complaints.length > 0) throw new Error(`the page complained:\n${complaints.join("\n")}`);
  });
  return opened;
}
