import { describe, expect, it } from "vitest";
import { dayOf, inOrder, tasks } from "./tasks";

describe("the order of what waits", () => {
  it("is the warehouse's for its people", () => {
    expect(
      inOrder(tasks, ["warehouse"])
        .slice(0, 3)
        .map((t) => t.key),
    ).toEqual(["toPick", "toPack", "toShip"]);
  });
  it("is the usual one for others, and nothing is lost", () => {
    expect(inOrder(tasks, ["owner"])).toEqual(tasks);
    expect(inOrder(tasks, ["sales", "accountant"])).toHaveLength(tasks.length);
  });
});

it("knows the day of the company's zone", () => {
  const now = new Date("2026-05-01T23:30:00Z");
  expect(dayOf(now, "Asia/Tokyo", "me").today).toBe("2026-05-02");
  expect(dayOf(now, "UTC", "me")).toEqual({ today: "2026-05-01", soon: "2026-05-08", me: "me" });
});
