import { api, post } from "@/api/client";
import { asProblem, Problem } from "@/api/problem";
import { type Draft, draftKey, drafts, outliving } from "@/forms/drafts";
import type { Values } from "@/forms/values";
import type { Row } from "@/meta/types";
import { compareDecimals } from "@/ui/decimals";
import type { Job } from "./job";
import type { ItemBody, Pick } from "./pick";

export type Verb = "pick" | "pack" | "ship";

/** What is to be told to the server of a shipment. */
export interface Sending {
  verb: Verb;
  body: Values;
  /** What was found, where that is not all. */
  items?: ItemBody[];
  /** Makes it have one effect however often it is sent. */
  key: string;
  /** Why the server does not take it. */
  refused?: string;
}

/** What the browser keeps of a shipment: how far it is picked, and what is not sent yet. */
export interface Kept {
  job: Job;
  pick: Pick;
  sending?: Sending;
}

const name = "sales.shipment.pick";

export function keptKey(tenant: string, user: string, id: string): string {
  return draftKey(tenant, user, name, id);
}

function keptOf(draft: Draft | undefined): Kept | undefined {
  return draft?.values as unknown as Kept | undefined;
}

export const outbox = {
  find: async (key: string) => keptOf(await drafts.find(key)),
  keep: (key: string, kept: Kept) =>
    drafts.keep(key, { values: { ...kept } as unknown as Values, version: kept.job.version, at: Date.now() }),
  drop: (key: string) => drafts.drop(key),
  /** Does something after which the browser has forgotten everything else; what is kept stays its owner's alone. */
  outlive: (what: () => Promise<void>) => outliving(name, what),
  /** Everything that a person has begun or not sent, by the ids of shipments. */
  async all(tenant: string, user: string): Promise<Map<string, Kept>> {
    const found = await drafts.below(draftKey(tenant, user, name, ""));
    return new Map(
      [...found.values()].flatMap((draft) => {
        const kept = keptOf(draft);
        return kept ? [[kept.job.id, kept] as const] : [];
      }),
    );
  },
};

const ranks: Record<string, number> = { draft: 0, picked: 1, packed: 2, shipped: 3, delivered: 4, returned: 4 };
const after: Record<Verb, number> = { pick: 1, pack: 2, ship: 3 };
const running = new Map<string, Promise<Sent>>();

/** What came of sending: done, not now, or never as it is. */
export type Sent = { outcome: "sent" } | { outcome: "later" } | { outcome: "refused"; why: string };

/** Tells the server what was done with a shipment; once at a time, and with one effect. */
export function send(kept: Kept): Promise<Sent> {
  const { id } = kept.job;
  const now = running.get(id) ?? attempt(kept).finally(() => running.delete(id));
  running.set(id, now);
  return now;
}

/** Whether something of a shipment is to be sent as soon as that can be. */
export function isWaiting(kept: Kept): boolean {
  return !!kept.sending && !kept.sending.refused;
}

/** Sends what waits of a person, as far as that goes now; each is told of. */
export async function sendAll(
  tenant: string,
  user: string,
  told: (sent: Sent) => Promise<void> | void = () => {},
): Promise<void> {
  for (const kept of (await outbox.all(tenant, user)).values()) {
    if (!kept.sending || !isWaiting(kept)) continue;
    const key = keptKey(tenant, user, kept.job.id);
    const sent = await send(kept);
    if (sent.outcome === "later") return;
    if (sent.outcome === "sent") await outbox.drop(key);
    else await outbox.keep(key, { ...kept, sending: { ...kept.sending, refused: sent.why } });
    await told(sent);
  }
}

async function attempt(kept: Kept): Promise<Sent> {
  try {
    if (kept.sending) await tell(kept.job, kept.sending);
    return { outcome: "sent" };
  } catch (thrown) {
    const problem = asProblem(thrown);
    const later = problem.status === 0 || problem.status === 429 || problem.status >= 500;
    return later ? { outcome: "later" } : { outcome: "refused", why: problem.message };
  }
}

async function tell(job: Job, sending: Sending): Promise<void> {
  const path = `shipments/${job.id}`;
  const now = await api<Row>(path);
  // An answer that was lost on the way: it is done.
  if ((ranks[String(now.status)] ?? -1) >= after[sending.verb]) return;
  let { version } = now;
  if (sending.items && !sameItems(now, sending.items)) {
    if (version !== job.version) throw new Problem({ type: "stale-version", title: "Changed by someone else" }, 412);
    version = (await api<Row>(path, { method: "PATCH", body: { items: sending.items }, version })).version;
  }
  await post<Row>(`${path}/${sending.verb}`, sending.body, { version, key: sending.key });
}

function sameItems(now: Row, items: ItemBody[]): boolean {
  const known = (now.items ?? []) as { id: string; quantity: string }[];
  const wanted = new Map(items.map((item) => [item.id, item.quantity]));
  return known.length === items.length && known.every((one) => compareDecimals(wanted.get(one.id) ?? "-1", one.quantity) === 0);
}
