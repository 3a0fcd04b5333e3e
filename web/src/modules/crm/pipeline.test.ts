import { describe, expect, it } from "vitest";
import type { Entity, Row } from "@/meta/types";
import { ageOf, columnsOf, givenBy, madeOf, nextOf, soughtBy, stepInto } from "./pipeline";

const row = (values: Record<string, unknown>): Row => ({ id: "1", version: 1, ...values });
const lead = {
  states: ["new", "nurture", "contacted", "qualified", "converted", "disqualified", "parked"],
  start: "new",
  steps: [
    { verb: "contact", label: "", from: ["new"], to: "contacted", need: "edit", takes: [{ name: "next_follow_up" }] },
    { verb: "nurture", label: "", from: ["new"], to: "nurture", need: "edit", takes: [{ name: "x", required: true }] },
    { verb: "disqualify", label: "", from: ["new"], to: "disqualified", need: "edit" },
  ],
} as unknown as Entity;

it("puts the columns in the order of the way, and others after them", () => {
  expect(columnsOf(lead)).toEqual(["new", "contacted", "qualified", "nurture", "converted", "disqualified", "parked"]);
});

it("takes the first planned activity of each lead", () => {
  const planned = (id: string, of: string | null, due: string) =>
    row({ id, lead: of && { id: of }, due, subject: id, kind: "call" });
  const next = nextOf([planned("a", "l", "2026-01-01"), planned("b", "l", "2026-02-01"), planned("c", null, "2026-01-01")]);
  expect([...next].map(([of, one]) => [of, one.id])).toEqual([["l", "a"]]);
});

it("calls a lead old after a fortnight, unless it is over", () => {
  const now = Date.parse("2026-05-20T12:00:00Z");
  const since = (day: string, status: string) => ageOf(row({ updated_at: `${day}T12:00:00Z`, status }), now);
  expect(since("2026-05-07", "new")).toEqual({ days: 13, old: false });
  expect(since("2026-05-06", "new")).toEqual({ days: 14, old: true });
  expect(since("2026-01-06", "converted").old).toBe(false);
});

describe("adding to a column", () => {
  it("needs a step without questions", () => {
    const may = () => true;
    expect(stepInto(lead, "new", may)).toBeNull();
    expect(stepInto(lead, "contacted", may)?.verb).toBe("contact");
    expect(stepInto(lead, "nurture", may)).toBeUndefined();
    expect(stepInto(lead, "disqualified", may)).toBeUndefined();
    expect(stepInto(lead, "contacted", () => false)).toBeUndefined();
  });

  it("takes over what the pipeline is narrowed to", () => {
    expect(givenBy({ owner: { eq: "me" }, source: { in: "mail,phone" } })).toEqual({ owner: "me" });
    expect(givenBy({ owner: { eq: "null" } })).toEqual({});
  });
});

describe("converting", () => {
  it("makes a company with its contact and address", () => {
    const made = madeOf(
      row({ company: "Acme Ltd", contact_name: "Ann Marie Lee", city: "York", postal_code: "YO1", country: "GB" }),
    );
    expect(made).toEqual({
      client: { name: "Acme Ltd", kind: "company" },
      contact: { first: "Ann Marie", last: "Lee" },
      address: "YO1 York, GB",
    });
  });

  it("makes a person of who has no company, and no address of a country alone", () => {
    const made = madeOf(row({ company: "", contact_name: "Cher", country: "US" }));
    expect(made).toEqual({ client: { name: "Cher", kind: "person" }, contact: { first: "", last: "Cher" }, address: undefined });
  });

  it("seeks by the name without its legal form", () => {
    expect(soughtBy(row({ company: "Granite & Sons Ltd." }))).toBe("Granite Sons");
    expect(soughtBy(row({ company: "Scotland Yards" }))).toBe("Scotland Yards");
  });
});
