import { useEffect, useRef, useState } from "react";
import { queries } from "@/app/queries";
import { useSession } from "@/app/session";
import { type Hint, Interests, isNotice, type Notice, type Person, type Told, Wire } from "./livewire";
import { position } from "./position";

export { type Hint, isKnown, type Person } from "./livewire";

// One tab of the browser holds the connection for all: whoever has the lock. The others
// tell it by the channel what they want to hear of, and hear on it what the server says.
// A tab holds a lock of its own while it lives, so that the holder learns when it has gone.
const lock = "guildhall.live";
const me = crypto.randomUUID();

type Said = { op: "want"; tab: string; topics: string[]; since?: string } | { op: "who" } | { op: "told"; told: Told[] };

interface Listener {
  topics: string[];
  hear: (told: Told) => void;
}

const listeners = new Set<Listener>();
const interests = new Interests();
/** Who is where, as it was told last: whoever comes to look later is not told again. */
const rosters = new Map<string, Person[]>();
let channel: BroadcastChannel | undefined;
let wire: Wire | undefined;
let sequence: number | undefined;
let reloading: ReturnType<typeof setTimeout> | undefined;

function start(): void {
  if (channel) return;
  channel = new BroadcastChannel(lock);
  channel.onmessage = (event: MessageEvent<Said>) => receive(event.data);
  if (!navigator.locks) {
    lead(); // no secure context: each tab has its own connection
    return;
  }
  void navigator.locks.request(`${lock}.${me}`, () => new Promise<never>(() => {}));
  void navigator.locks.request(lock, () => {
    lead();
    return new Promise<never>(() => {});
  });
}

function lead(): void {
  wire = new Wire(
    interests,
    () => sequence,
    (told) => {
      say({ op: "told", told });
      hear(told);
    },
  );
  say({ op: "who" });
  announce();
}

function say(said: Said): void {
  if (navigator.locks) channel?.postMessage(said);
}

function receive(said: Said): void {
  if (said.op === "who") announce();
  else if (said.op === "told") hear(said.told);
  else if (wire) {
    watch(said.tab);
    interests.want(said.tab, said.topics, said.since);
    wire.changed();
  }
}

/** Forgets what a tab wants as soon as it has gone. */
function watch(tab: string): void {
  if (interests.knows(tab)) return;
  void navigator.locks.request(`${lock}.${tab}`, () => {
    interests.drop(tab);
    wire?.changed();
  });
}

/** Says what this tab wants to hear of, to the tab that holds the connection. */
function announce(): void {
  const topics = [...new Set([...listeners].flatMap((one) => one.topics))];
  if (wire) {
    interests.want(me, topics, position.since);
    wire.changed();
  } else {
    say({ op: "want", tab: me, topics, since: position.since });
  }
}

function hear(all: Told[]): void {
  for (const told of all) {
    if (told.sequence) sequence = Math.max(sequence ?? 0, told.sequence);
    if (isNotice(told)) note(told);
    for (const listener of listeners) listener.hear(told);
  }
}

function note(notice: Notice): void {
  if (notice.op === "reload") reload();
  else if (notice.op === "presence" && notice.topic) rosters.set(notice.topic, notice.people ?? []);
  else if (notice.op === "unsubscribed") for (const topic of notice.topics ?? []) rosters.delete(topic);
}

/** Has everything that is shown asked for anew; not twice for one reason. */
function reload(): void {
  clearTimeout(reloading);
  reloading = setTimeout(() => void queries.invalidateQueries(), 200);
}

function listen(listener: Listener): () => void {
  start();
  listeners.add(listener);
  announce();
  return () => {
    listeners.delete(listener);
    announce();
  };
}

/**
 * Hears of what happens while the component is shown. Topics are a plural ("orders"),
 * a record ("sales.order:<id>") or "notifications"; changing onHint is free. Hints that
 * were lost make every query stale, without a word. What has happened between the loading
 * of what is shown and its first hint is told as well, and a little more: see isKnown.
 */
export function useLive(topics: string[], onHint: (hint: Hint) => void): void {
  const { model } = useSession();
  const call = useRef(onHint);
  useEffect(() => {
    call.current = onHint;
  });
  const key = topics.join("\n");
  useEffect(() => {
    const list = key.split("\n").filter(Boolean);
    if (list.length === 0) return;
    const about = (hint: Hint) =>
      list.some((topic) =>
        topic === "notifications"
          ? hint.entity === "collaboration.notification"
          : topic === `${hint.entity}:${hint.id}` || model.at(topic)?.name === hint.entity,
      );
    return listen({
      topics: list,
      hear: (told) => {
        if (!isNotice(told) && about(told)) call.current(told);
      },
    });
  }, [key, model]);
}

/** Who else looks at a record; being here tells them of this person, too. */
export function usePresence(entity: string, id: string | undefined): Person[] {
  const { me: self } = useSession();
  const [people, setPeople] = useState<Person[]>([]);
  useEffect(() => {
    const topic = `presence:${entity}:${id}`;
    setPeople(rosters.get(topic) ?? []);
    if (!id) return;
    return listen({
      topics: [topic],
      hear: (told) => {
        const notice = told as Notice;
        if (notice.op === "presence" && notice.topic === topic) setPeople(notice.people ?? []);
      },
    });
  }, [entity, id]);
  return people.filter((person) => person.id !== self.user.id);
}
