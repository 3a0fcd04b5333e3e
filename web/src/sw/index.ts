import { keepTwo, kindOf, readingOf, wayTo } from "./rules";

// The worker that stands between the application and the network: it lets the
// application open without a connection, keeps the parts of the version before for pages
// that are still open, and shows what is pushed. Of the API it asks one thing: to note what
// was opened as read.
declare const self: ServiceWorkerGlobalScope;
declare const __SHELL__: { version: string; pages: string[]; entries: string[]; files: string[] };

const prefix = "guildhall-v-";
const cacheName = prefix + __SHELL__.version;
const settings = "guildhall-settings";

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  switch (kindOf(event.request, self.location.origin)) {
    case "page":
      event.respondWith(page(event.request));
      break;
    case "asset":
      event.respondWith(asset(event.request));
      break;
    case "file":
      event.respondWith(file(event.request));
      break;
  }
});
self.addEventListener("message", (event) => {
  const said = event.data as { type?: string; text?: string } | null;
  if (said?.type === "activate") void self.skipWaiting();
  if (said?.type === "words" && said.text) event.waitUntil(remember(said.text));
});
self.addEventListener("push", (event) => event.waitUntil(show(event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const opened = event.notification.data as { url?: string; notification?: string } | null;
  event.waitUntil(Promise.all([open(opened?.url ?? "/inbox"), noteRead(opened?.notification)]));
});

/** Keeps everything that the application needs to open. */
async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(__SHELL__.files);
  await Promise.all(__SHELL__.pages.map((path, at) => keepPage(cache, path, __SHELL__.entries[at] ?? "")));
}

/**
 * Keeps a page as the server answers it, with the policy and the nonce of that answer:
 * it says nothing about anybody, and nothing but its own scripts has the nonce. A page of
 * another version, while one replaces the other, is not kept.
 */
async function keepPage(cache: Cache, path: string, entry: string): Promise<void> {
  const response = await fetch(path, { credentials: "omit", cache: "no-store", headers: { Accept: "text/html" } });
  const text = await response.clone().text();
  if (!response.ok || response.redirected || !text.includes(entry)) throw new Error(`${path} is not of this version`);
  await cache.put(path, response);
}

/** Lets go of all versions but this one and the one before. */
async function activate(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(keepTwo(names, prefix, cacheName).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** The page from the server; without a connection, the one that is kept. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (thrown) {
    const door = __SHELL__.pages.includes(new URL(request.url).pathname);
    const cache = await caches.open(cacheName);
    const kept = await cache.match(door ? new URL(request.url).pathname : "/");
    if (kept) return kept;
    throw thrown;
  }
}

/** A part of the application, of this version or the one before: its name says what is in it. */
async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    const cache = await caches.open(cacheName);
    await cache.put(request.url, response.clone());
  }
  return response;
}

/** A file that keeps its name: the newest, or what is kept. */
async function file(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (thrown) {
    const kept = await caches.match(request.url);
    if (kept) return kept;
    throw thrown;
  }
}

/** What a message to this browser says; without title and text, only that there is something. */
interface Hint {
  notification?: string;
  /** What it is about. */
  record?: { entity: string; id: string };
  title?: string;
  text?: string;
}

async function show(data: PushMessageData | null): Promise<void> {
  const hint = read(data);
  await self.registration.showNotification(hint.title || (await remembered()), {
    body: hint.text ?? "",
    tag: hint.notification,
    icon: "/icon-192.png",
    badge: "/icon-192.png",
    data: { url: wayTo(hint.record), notification: hint.notification },
  });
}

function read(data: PushMessageData | null): Hint {
  try {
    return (data?.json() ?? {}) as Hint;
  } catch {
    return {}; // whatever it was, somebody meant to say something
  }
}

/** Goes to an address in a window that is open, or in a new one. */
async function open(url: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const window = windows.find((one) => "focus" in one);
  if (!window) {
    await self.clients.openWindow(url);
    return;
  }
  await window.focus();
  window.postMessage({ type: "go", url });
}

/** Notes what was opened as read. Without a connection, or a session, it stays unread in the inbox. */
async function noteRead(notification: string | undefined): Promise<void> {
  const reading = readingOf(notification);
  if (reading) await fetch(reading.path, reading.init).catch(() => undefined);
}

// What is shown for a message without words stands here in the language of the page.
async function remember(text: string): Promise<void> {
  const cache = await caches.open(settings);
  await cache.put("/words", new Response(text));
}

async function remembered(): Promise<string> {
  const kept = await (await caches.open(settings)).match("/words");
  return kept ? kept.text() : "Guildhall";
}
