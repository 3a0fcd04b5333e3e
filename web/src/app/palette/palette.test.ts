import { expect, it } from "vitest";
import { remembered } from "../recent";
import { type Command, fitting, rankOf } from "./commands";

it("ranks what begins with the words before what holds them", () => {
  expect(rankOf("Sales orders", "sal")).toBe(0);
  expect(rankOf("Sales orders", "ord")).toBe(1);
  expect(rankOf("Sales orders", "der")).toBe(2);
  expect(rankOf("Sales orders", "ord sal")).toBe(1);
  expect(rankOf("Sales orders", "invoice")).toBeUndefined();
});

it("offers a few of each group", () => {
  const commands = Array.from(
    { length: 20 },
    (_, i): Command => ({ key: String(i), group: i % 2 ? "pages" : "create", title: `New ${i}` }),
  );
  expect(fitting(commands, "new", 3)).toHaveLength(6);
  expect(fitting(commands, "")).toHaveLength(20);
});

it("remembers a record once, the last first", () => {
  const one = { entity: "o", id: "1", title: "a" };
  const two = { entity: "o", id: "2", title: "b" };
  expect(remembered([one, two], { ...two, title: "c" })).toEqual([{ ...two, title: "c" }, one]);
  expect(
    remembered(
      Array.from({ length: 12 }, (_, i) => ({ ...one, id: `x${i}` })),
      two,
    ),
  ).toHaveLength(12);
});
