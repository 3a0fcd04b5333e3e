import { expect, it } from "vitest";
import { keepTwo, kindOf } from "./rules";

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
