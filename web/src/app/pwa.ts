import { dirtyForms } from "./dirty";

const hour = 60 * 60_000;
/** Nobody has touched the page for this long: it may load anew. */
const idle = 5 * 60_000;

let waiting: ServiceWorker | undefined;
let replaced = false;
let touched = Date.now();
const listeners = new Set<() => void>();

/** Whether a newer version has been fetched and waits to be used. */
export function newVersionWaits(): boolean {
  return waiting !== undefined || replaced;
}

export function onNewVersion(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Has the service worker stand behind the page, in what was built. A newer version is
 * used when somebody says so, or when nobody has touched the page for a while and no form
 * holds anything; what the page still needs of its own version remains in the cache.
 */
export async function registerWorker(go: (url: string) => void): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const hadOne = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!hadOne && !waiting) return; // the first one: the page is of its version
    replaced = true;
    tell();
    reloadIfIdle();
  });
  navigator.serviceWorker.addEventListener("message", (event) => {
    const said = event.data as { type?: string; url?: string } | null;
    if (said?.type === "go" && said.url?.startsWith("/")) go(said.url);
  });
  const registration = await register();
  if (!registration) return;
  follow(registration);
  watchForUse();
  setInterval(() => void lookForNew(registration), hour);
}

/** Uses the newer version now. */
export function takeNewVersion(): void {
  touched = 0;
  if (waiting) waiting.postMessage({ type: "activate" });
  else location.reload();
}

/** Tells the worker what to show for a message without words, in the language of the page. */
export async function tellWorkerWords(text: string): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ type: "words", text });
}

/** Registers the worker; some browsers, and some people, let none in. */
async function register(): Promise<ServiceWorkerRegistration | undefined> {
  try {
    return await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  } catch {
    return undefined;
  }
}

function tell(): void {
  for (const listener of listeners) listener();
}

/** Notices a newer worker that has fetched everything and waits. */
function follow(registration: ServiceWorkerRegistration): void {
  const found = (worker: ServiceWorker | null) => {
    if (!worker || !navigator.serviceWorker.controller) return;
    waiting = worker;
    tell();
  };
  found(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed") found(worker);
    });
  });
}

async function lookForNew(registration: ServiceWorkerRegistration): Promise<void> {
  try {
    await registration.update();
  } catch {
    return; // no connection: an hour later there may be one
  }
}

function watchForUse(): void {
  for (const type of ["pointerdown", "keydown", "wheel"]) {
    addEventListener(
      type,
      () => {
        touched = Date.now();
      },
      { passive: true, capture: true },
    );
  }
  setInterval(() => {
    if (newVersionWaits() && mayReload()) takeNewVersion();
  }, 30_000);
}

function mayReload(): boolean {
  return dirtyForms() === 0 && Date.now() - touched >= idle;
}

function reloadIfIdle(): void {
  if (mayReload()) location.reload();
}
