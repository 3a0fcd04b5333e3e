/** What a request is to the worker; nothing when it is none of its business. */
export type Kind = "page" | "asset" | "file" | undefined;

const files = /^\/(icon(-\w+)?\.(svg|png)|manifest\.webmanifest)$/;
const servers = /^\/(api|dev|healthz|readyz|metrics|webhooks|\.well-known)(\/|$)/;

export function kindOf(request: { method: string; mode: string; url: string }, origin: string): Kind {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin || servers.test(url.pathname)) return undefined;
  if (request.mode === "navigate") return "page";
  if (url.pathname.startsWith("/assets/")) return "asset";
  return files.test(url.pathname) ? "file" : undefined;
}

/** The caches of versions that may go: all but the current one and the one made before it. */
export function keepTwo(names: string[], prefix: string, current: string): string[] {
  const others = names.filter((name) => name.startsWith(prefix) && name !== current);
  return others.slice(0, -1);
}
