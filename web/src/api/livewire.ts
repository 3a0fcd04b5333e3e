/** Says that something has happened to a record; what, the API tells. */
export interface Hint {
  entity: string;
  /** Absent when the record is gone and nobody can tell whether it might have been seen. */
  id?: string;
  version?: number;
  /** Of the event: "OrderConfirmedEvent". */
  type: string;
  sequence?: number;
  /** When it happened, if that was before the topic was subscribed to: it may be known already. */
  at?: string;
}

/** Whether a record as it was loaded has what a hint tells. */
export function isKnown(hint: Hint, record: { version: number; updated_at?: unknown }): boolean {
  return !!hint.at && (hint.version ?? 0) <= record.version && Date.parse(hint.at) <= Date.parse(String(record.updated_at));
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

/** What each of the browser's tabs wants to hear of, and since when. */
export class Interests {
  private readonly tabs = new Map<string, Set<string>>();
  /** What tabs have come to want that nobody was asked to tell yet, each since the earliest moment. */
  private readonly late = new Map<string, string | undefined>();

  /** Notes what a tab wants now. What it had loaded of what is new to it is no older than since. */
  want(tab: string, topics: Iterable<string>, since: string | undefined): void {
    const before = this.tabs.get(tab);
    const now = new Set(topics);
    this.tabs.set(tab, now);
    for (const topic of now) if (!before?.has(topic)) this.late.set(topic, earlier(this.late.get(topic), since));
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

  /** Gives what is to be asked for now, once: what is wanted and not heard of, or not by everybody who wants it. */
  ask(heard: Set<string>): { topics: string[]; since: string | undefined } {
    const topics = [...this.all()].filter((topic) => !heard.has(topic) || this.late.has(topic));
    const since = topics.reduce<string | undefined>((first, topic) => earlier(first, this.late.get(topic)), undefined);
    this.late.clear();
    return { topics, since };
  }
}

/** The earlier of two moments, where both are known. */
function earlier(one: string | undefined, other: string | undefined): string | undefined {
  return one && other && one < other ? one : (other ?? one);
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
    private readonly interests: Interests,
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
      if (this.interests.all().size > 0) this.connect();
      return;
    }
    if (!this.greeted) return;
    const to = this.interests.all();
    this.send(
      "unsubscribe",
      [...this.heard].filter((topic) => !to.has(topic)),
    );
    const { topics, since } = this.interests.ask(this.heard);
    this.send("subscribe", topics, since);
    this.heard = to;
  }

  private send(op: string, topics: string[], since?: string): void {
    // A message has a bound on the server; so many topics of any length fit it.
    for (let i = 0; i < topics.length; i += 60) this.socket?.send(JSON.stringify({ op, topics: topics.slice(i, i + 60), since }));
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
