import { expect, test } from "vitest";
import { draftKey, drafts } from "./drafts";

test("a draft belongs to one person, in one company, on one record", () => {
  const mine = draftKey("t", "me", "sales.order", "1");
  const others = [
    draftKey("t", "you", "sales.order", "1"),
    draftKey("u", "me", "sales.order", "1"),
    draftKey("t", "me", "sales.order", "2"),
    draftKey("t", "me", "sales.quote", "1"),
  ];
  expect(new Set([mine, ...others]).size).toBe(5);
});

test("a browser that keeps nothing keeps no drafts, and nobody notices", async () => {
  await expect(drafts.keep("k", { values: {}, version: 1, at: 0 })).resolves.toBeUndefined();
  await expect(drafts.find("k")).resolves.toBeUndefined();
});
