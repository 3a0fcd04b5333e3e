import { expect, it } from "vitest";
import { countBy, jobsIn, oldestOpen } from "./figures";

const count = (kind: string, state: string, jobs: number, oldest: string) => ({
  kind,
  state,
  jobs,
  oldest,
  last_minute: 0,
  paused: false,
});
const counts = [
  count("mail", "ready", 3, "2026-05-30T10:00:00Z"),
  count("mail", "done", 90, "2026-05-01T10:00:00Z"),
  count("pdf", "failed", 2, "2026-05-30T09:00:00Z"),
];

it("counts what is still to be done", () => {
  expect(jobsIn(counts, ["ready", "failed"])).toBe(5);
});

it("finds the oldest that waits, and does not look at what is done", () => {
  expect(oldestOpen(counts)).toBe("2026-05-30T09:00:00Z");
  expect(oldestOpen([])).toBeUndefined();
});

it("puts the most first", () => {
  const bars = countBy(
    counts,
    (one) => one.kind,
    (one) => one.jobs,
  );
  expect(bars).toEqual([
    { label: "mail", value: 93 },
    { label: "pdf", value: 2 },
  ]);
});
