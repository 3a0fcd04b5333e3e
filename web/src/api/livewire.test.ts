import { expect, test } from "vitest";
import { type Hint, Interests, isKnown, isNotice, pause, readTold, streamAddress } from "./livewire";
import { Position } from "./position";

test("what the server sends is one object or a list", () => {
  expect(readTold('{"op":"hello","sequence":7}')).toEqual([{ op: "hello", sequence: 7 }]);
  const many = readTold(
    '[{"entity":"sales.order","id":"a","version":3,"type":"OrderConfirmedEvent"},{"op":"mark","sequence":9}]',
  );
  expect(many.map(isNotice)).toEqual([false, true]);
  expect(readTold("no JSON")).toEqual([]);
});

test("pauses get longer up to a minute, and are never the same for all", () => {
  expect(pause(0, () => 0)).toBe(500);
  expect(pause(3, () => 1)).toBe(8_000);
  expect(pause(40, () => 1)).toBe(60_000);
  expect(pause(40, () => 0)).toBe(30_000);
});

test("whoever comes back says what they heard last", () => {
  expect(streamAddress({ protocol: "https:", host: "a.example" }, undefined)).toBe("wss://a.example/api/client/events/stream");
  expect(streamAddress({ protocol: "http:", host: "localhost:1" }, 12)).toBe(
    "ws://localhost:1/api/client/events/stream?since=12",
  );
});

const ten = "2026-11-22T10:00:00.000Z";
const eleven = "2026-11-22T11:00:00.000Z";

test("a topic is heard of while one tab wants it", () => {
  const interests = new Interests();
  interests.want("one", ["orders", "notifications"], ten);
  interests.want("two", ["orders"], ten);
  interests.drop("one");
  expect([...interests.all()]).toEqual(["orders"]);
  expect(interests.knows("one")).toBe(false);
  interests.want("two", [], ten);
  expect(interests.all().size).toBe(0);
});

test("only what is not heard of is asked for, and what a tab comes to want, since it has loaded it", () => {
  const interests = new Interests();
  interests.want("one", ["orders"], undefined);
  expect(interests.ask(new Set())).toEqual({ topics: ["orders"], since: undefined });
  const heard = new Set(["orders"]);
  interests.want("one", ["orders", "clients"], eleven);
  expect(interests.ask(heard)).toEqual({ topics: ["clients"], since: eleven });
  heard.add("clients");
  interests.want("one", ["orders", "clients"], eleven);
  expect(interests.ask(heard)).toEqual({ topics: [], since: undefined });
  // Another tab has loaded the same earlier than it hears of it.
  interests.want("two", ["orders"], ten);
  interests.want("three", ["clients"], eleven);
  expect(interests.ask(heard)).toEqual({ topics: ["orders", "clients"], since: ten });
  // A new connection hears of nothing, and says by itself what it has heard last.
  expect(interests.ask(new Set())).toEqual({ topics: ["orders", "clients"], since: undefined });
});

test("what a hint tells of before is known by whoever has loaded that version, as it was then or later", () => {
  const hint: Hint = { entity: "sales.order", id: "a", type: "OrderUpdatedEvent", version: 3, at: ten };
  expect(isKnown(hint, { version: 3, updated_at: ten })).toBe(true);
  expect(isKnown(hint, { version: 4, updated_at: eleven })).toBe(true);
  expect(isKnown(hint, { version: 2, updated_at: eleven })).toBe(false);
  expect(isKnown(hint, { version: 3, updated_at: "2026-11-22T09:59:59.999Z" })).toBe(false);
  expect(isKnown(hint, { version: 3 })).toBe(false);
  expect(isKnown({ ...hint, at: undefined }, { version: 3, updated_at: eleven })).toBe(false);
});

test("what is shown is no older than the page's first answer, nor than what is asked for again", () => {
  const page = new Position();
  expect(page.since).toBeUndefined();
  page.note("Sun, 22 Nov 2026 10:00:00 GMT");
  page.note(null);
  page.note("Sun, 22 Nov 2026 10:00:10 GMT");
  expect(page.since).toBe(ten);
  page.note("Sun, 22 Nov 2026 11:00:30 GMT");
  page.note("Sun, 22 Nov 2026 11:00:29 GMT"); // an answer that took longer
  expect(page.since).toBe(eleven);
});
