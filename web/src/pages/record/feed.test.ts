import { expect, it } from "vitest";
import { type FeedEntry, fold } from "./feed";

function entry(id: string, verb: string): FeedEntry {
  return {
    id, verb, kind: "change", at: "2026-05-01T10:00:00Z", actor: null, actor_name: "system", changes: null,
    text: "", audience: "", state: "", reply_to: null, record: null, title: "",
  }; // biome-ignore format: a row
}

it("folds what was recomputed one after the other, and nothing else", () => {
  const folded = fold([
    entry("1", "derive"),
    entry("2", "derive"),
    entry("3", "derive"),
    entry("4", "update"),
    entry("5", "derive"),
  ]);
  expect(folded.map((one) => [one.id, one.kind])).toEqual([
    ["1", "recomputed"],
    ["4", "change"],
    ["5", "change"],
  ]);
  expect(folded[0]).toMatchObject({ entries: [{ id: "1" }, { id: "2" }, { id: "3" }] });
});
