import { position } from "./position";
import { Problem } from "./problem";

/** How a request differs from a plain GET. */
export interface Ask {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  body?: unknown;
  /** The version that is changed: what somebody else changed meanwhile is refused with 412. */
  version?: number;
  /** Makes a POST have one effect however often it is sent. Made up when left out. */
  key?: string;
  /** The ETag of what is known already; the answer's data is undefined when it is still true. */
  known?: string;
  signal?: AbortSignal;
}

export interface Answer<T> {
  data: T;
  etag: string | null;
  /** False when what is known is still true. */
  changed: boolean;
}

/** Resolves as soon as somebody has signed in again; rejects when they will not. */
export type Renewal = () => Promise<void>;

let renew: Renewal | undefined;

/** Says how to sign in again when the session has ended under an open page. */
export function onExpiry(renewal: Renewal | undefined): void {
  renew = renewal;
}

/**
 * Asks the API. Paths begin with "/api/", or are below the tenant of the session:
 * "orders" is "/api/client/orders". Throws a Problem for every answer that is no success.
 * A request that meets an ended session waits for the new one and is sent again, so
 * that nothing typed is lost.
 */
export async function call<T>(path: string, ask: Ask = {}): Promise<Answer<T>> {
  const key = ask.method === "POST" ? (ask.key ?? crypto.randomUUID()) : undefined;
  let response = await send(path, ask, key);
  if (response.status === 401 && renew) {
    await renew();
    response = await send(path, ask, key);
  }
  position.note(response.headers.get("Date"));
  const etag = response.headers.get("ETag");
  if (response.status === 304) return { data: undefined as T, etag, changed: false };
  if (!response.ok) throw new Problem(await readJSON(response), response.status);
  return { data: (response.status === 204 ? undefined : await readJSON(response)) as T, etag, changed: true };
}

/** Asks the API, for those who need the data only. */
export async function api<T>(path: string, ask: Ask = {}): Promise<T> {
  return (await call<T>(path, ask)).data;
}

/** Sends JSON by POST. */
export function post<T>(path: string, body: unknown = {}, ask: Ask = {}): Promise<T> {
  return api<T>(path, { ...ask, method: "POST", body });
}

/** The address of a path, as a link can have it. */
export function addressOf(path: string): string {
  return path.startsWith("/") ? path : `/api/client/${path}`;
}

async function send(path: string, ask: Ask, key: string | undefined): Promise<Response> {
  const headers = new Headers({ Accept: "application/json" });
  if (ask.body !== undefined) headers.set("Content-Type", "application/json");
  if (key) headers.set("Idempotency-Key", key);
  if (ask.version !== undefined) headers.set("If-Match", `"${ask.version}"`);
  if (ask.known) headers.set("If-None-Match", ask.known);
  try {
    return await fetch(addressOf(path), {
      method: ask.method ?? "GET",
      headers,
      body: ask.body === undefined ? undefined : JSON.stringify(ask.body),
      signal: ask.signal,
      credentials: "same-origin",
    });
  } catch (thrown) {
    if (ask.signal?.aborted) throw thrown;
    throw Problem.offline();
  }
}

async function readJSON(response: Response): Promise<Record<string, unknown>> {
  try {
    return (await response.json()) as Record<string, unknown>;
  } catch {
    return { type: "unreadable", title: `HTTP ${response.status}` };
  }
}
