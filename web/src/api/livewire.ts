/** Says that something has happened to a record; what, the API tells. */
export interface Hint {
  entity: string;
  /** Absent when the record is gone and nobody can tell whether it might have been seen. */
  id?: string;
  version?: number;
  /** Of the event: "OrderConfirmedEvent". */
  type: string;
  sequence?: number;
}

/** Somebody who looks at a record. */
export interface Person {
  id: string;
  name: string;
}

/** What the server says besides hints. */
export interface Notice {
  op: "hello" | "mark" | "subscribed" | "unsubscribed" | "reload" | "presence" | "invalid";
  sequence?: number;
  topics?: string[];
  refused?: { topic: string; type: string }[];
  topic?: string;
  people?: Person[];
}

export type Told = Hint | Notice;

export function isNotice(told: Told): told is Notice {
  return "op" in told;
}

/** Reads what the server has sent: one object, or a list of those that waited. */
export function readTold(text: string): Told[] {
  try {
    const value = JSON.parse(text) as Told | Told[];
    return Array.isArray(value) ? value : [value];
  } catch {
    return [];
  }
}

/** How long to wait before connecting again, in milliseconds: longer each time, never all at once. */
export function pause(attempt: number, random: () => number = Math.random): number {
  const most = Math.min(60_000, 1_000 * 2 ** attempt);
  return Math.round(most / 2 + (most / 2) * random());
}

/** Where to connect; since is the sequence that was heard last. */
export function streamAddress(page: { protocol: string; host: string }, since: number | undefined): string {
  const base = `${page.protocol === "https:" ? "wss" : "ws"}://${page.host}/api/client/events/stream`;
  return since === undefined ? base : `${base}?since=${since}`;
}

/** What each of the browser's tabs wants to hear of. */
export class Interests {
  private readonly tabs = new Map<string, Set<string>>();

  want(tab: string, topics: Iterable<string>): void {
    this.tabs.set(tab, new Set(topics));
  }

  drop(tab: string): void {
    this.tabs.delete(tab);
  }

  knows(tab: string): boolean {
    return this.tabs.has(tab);
  }

  all(): Set<string> {
    return new Set([...this.tabs.values()].flatMap((topics) => [...topics]));
  }
}

/** What is to be subscribed to and what to be left, from one set of topics to another. */
export function difference(from: Set<string>, to: Set<string>): { subscribe: string[]; unsubscribe: string[] } {
  return { subscribe: [...to].filter((t) => !from.has(t)), unsubscribe: [...from].filter((t) => !to.has(t)) };
}

// The server's word that whoever is connected may not be here any more.
const revoked = 4001;
// Milliseconds, so that what changes together is asked for together.
const settle = 30;

/** The one connection of the browser: stands while somebody wants to hear of something. */
export class Wire {
  private socket: WebSocket | undefined;
  private heard = new Set<string>();
  private attempt = 0;
  private greeted = false;
  private wasGreeted = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(
    private readonly wanted: () => Set<string>,
    private readonly since: () => number | undefined,
    private readonly tell: (told: Told[]) => void,
  ) {
    addEventListener("online", this.now);
  }

  /** What is wanted has changed. */
  changed(): void {
    if (this.timer !== undefined && !this.socket) return; // it connects soon, and asks then
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.agree(), settle);
  }

  close(): void {
    this.closed = true;
    removeEventListener("online", this.now);
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private readonly now = () => {
    if (this.socket || this.closed) return;
    clearTimeout(this.timer);
    this.attempt = 0;
    this.timer = setTimeout(() => this.agree(), settle);
  };

  private agree(): void {
    this.timer = undefined;
    if (this.closed) return;
    if (!this.socket) {
      if (this.wanted().size > 0) this.connect();
      return;
    }
    if (!this.greeted) return;
    const to = this.wanted();
    const { subscribe, unsubscribe } = difference(this.heard, to);
    this.heard = to;
    if (unsubscribe.length > 0) this.send("unsubscribe", unsubscribe);
    if (subscribe.length > 0) this.send("subscribe", subscribe);
  }

  private send(op: string, topics: string[]): void {
    // A message has a bound on the server; so many topics of any length fit it.
    for (let i = 0; i < topics.length; i += 60) this.socket?.send(JSON.stringify({ op, topics: topics.slice(i, i + 60) }));
  }

  private connect(): void {
    const since = this.since();
    const socket = new WebSocket(streamAddress(location, since));
    this.socket = socket;
    this.heard = new Set();
    this.greeted = false;
    socket.onmessage = (event) => {
      const told = readTold(String(event.data));
      if (!this.greeted && told.some((one) => isNotice(one) && one.op === "hello")) {
        this.greeted = true;
        this.attempt = 0;
        // What was missed since nobody knows when can only be loaded anew.
        if (this.wasGreeted && since === undefined) told.push({ op: "reload" });
        this.wasGreeted = true;
        this.agree();
      }
      this.tell(told);
    };
    socket.onclose = (event) => {
      this.socket = undefined;
      if (this.closed) return;
      if (event.code === revoked) this.attempt = 6;
      this.timer = setTimeout(() => this.agree(), pause(this.attempt++));
    };
  }
}
