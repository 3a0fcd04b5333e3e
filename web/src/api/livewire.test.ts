import { expect, test } from "vitest";
import { difference, Interests, isNotice, pause, readTold, streamAddress } from "./livewire";

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

test("a topic is heard of while one tab wants it", () => {
  const interests = new Interests();
  interests.want("one", ["orders", "notifications"]);
  interests.want("two", ["orders"]);
  interests.drop("one");
  expect([...interests.all()]).toEqual(["orders"]);
  expect(interests.knows("one")).toBe(false);
  interests.want("two", []);
  expect(interests.all().size).toBe(0);
});

test("only what differs is asked for", () => {
  expect(difference(new Set(["a", "b"]), new Set(["b", "c"]))).toEqual({ subscribe: ["c"], unsubscribe: ["a"] });
});
