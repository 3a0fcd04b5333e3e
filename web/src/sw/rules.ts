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

/** Where a message leads: to the record that it is about, by the name of its entity, which the application knows. */
export function wayTo(record: { entity: string; id: string } | undefined): string {
  const known = record && /^[a-z_]+\.[a-z_]+$/.test(record.entity) && /^[0-9a-f-]{36}$/.test(record.id);
  return known ? `/${record.entity}/${record.id}` : "/inbox";
}

/** How the server is told that a notification was read; nothing when it has no name that can be meant. */
export function readingOf(notification: string | undefined): { path: string; init: RequestInit } | undefined {
  if (!notification || !/^[0-9a-f-]{36}$/.test(notification)) return undefined;
  return {
    path: "/api/client/inbox/read",
    init: {
      method: "POST",
      credentials: "same-origin",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify({ notifications: [notification] }),
    },
  };
}
