import { expect, it } from "vitest";
import { keepTwo, kindOf, readingOf, wayTo } from "./rules";

const origin = "https://acme.example";
const ask = (path: string, mode = "cors", method = "GET") => kindOf({ method, mode, url: new URL(path, origin).href }, origin);

it.each([
  ["/orders/1?tab=lines", "navigate", "page"],
  ["/assets/index-1.js", "cors", "asset"],
  ["/icon-192.png", "no-cors", "file"],
  ["/api/client/orders", "cors", undefined],
  ["/api/docs", "navigate", undefined],
  ["/dev/mail", "navigate", undefined],
  ["https://elsewhere.example/assets/a.js", "cors", undefined],
])("takes %s (%s) as %s", (path, mode, kind) => {
  expect(ask(path, mode)).toBe(kind);
});

it("leaves alone what changes something", () => {
  expect(ask("/signin", "navigate", "POST")).toBeUndefined();
});

it("keeps the version before", () => {
  expect(keepTwo(["v-1", "other", "v-2", "v-3"], "v-", "v-3")).toEqual(["v-1"]);
  expect(keepTwo(["v-3"], "v-", "v-3")).toEqual([]);
});

it("leads to the record that a message is about, and nowhere else", () => {
  const id = "01a20090-d6dc-729f-b4e0-bf250de93a7a";
  expect(wayTo({ entity: "sales.order", id })).toBe(`/sales.order/${id}`);
  expect(wayTo(undefined)).toBe("/inbox");
  expect(wayTo({ entity: "//elsewhere.example", id })).toBe("/inbox");
  expect(wayTo({ entity: "sales.order", id: "../settings" })).toBe("/inbox");
});

it("has what was opened noted as read, by its id", () => {
  const id = "01a20090-d6dc-729f-b4e0-bf250de93a7a";
  const reading = readingOf(id);
  expect(reading?.path).toBe("/api/client/inbox/read");
  expect(reading?.init).toMatchObject({
    method: "POST",
    credentials: "same-origin",
    body: JSON.stringify({ notifications: [id] }),
  });
  expect(readingOf(undefined)).toBeUndefined();
  expect(readingOf("../orders")).toBeUndefined();
});
