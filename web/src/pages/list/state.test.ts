import { describe, expect, it } from "vitest";
import { parseSearch, stringifySearch } from "@/app/search";
import { iAm } from "@/app/self";
import type { Entity } from "@/meta/types";
import { conditionsOf, emptyState, listPath, queryOf, readState, sameState, summaryPath, writeState } from "./state";

const entity: Entity = {
  name: "sales.order",
  module: "sales",
  plural: "orders",
  label: "Order",
  title: "{number}",
  list: ["number", "client", "total"],
  sort: "-id",
  searchable: true,
  view: false,
  states: ["draft", "confirmed"],
  fields: [
    { name: "id", label: "Id", type: "reference", operators: ["eq", "in"] },
    { name: "version", label: "Version", type: "number" },
    { name: "updated_at", label: "Updated", type: "instant" },
    { name: "number", label: "Number", type: "text", operators: ["eq"] },
    { name: "client", label: "Client", type: "reference", target: "crm.client", operators: ["eq", "ne", "in"] },
    { name: "status", label: "Status", type: "orderstatus", choices: ["draft", "confirmed"], operators: ["eq", "ne", "in"] },
    { name: "total", label: "Total", type: "amount", operators: ["gte", "lte"] },
  ],
  may_create: true,
  may_update: true,
  may_delete: true,
};

describe("the address of a list", () => {
  it.each([
    "?status=draft",
    "?status[in]=draft,confirmed&total[gte]=100&total[lt]=200",
    "?q=662E41&sort=-placed,number",
    "?client=01a1ffee-0bb8-7c09-8d91-ae052c8701e1&group=placed.month&columns=number,total",
    "?mode[eq]=strict&view[ne]=x&mode=board&by=status",
    "?placed[gte]=@week&placed[lt]=@week%2B1&mode=calendar&at=2026-05-30&span=week",
    "?number[contains]=a%26b",
  ])("is read and written the same: %s", (query) => {
    const written = writeState(readState(parseSearch(query)));
    expect(new Set(Object.entries(written))).toEqual(new Set(Object.entries(parseSearch(query))));
    expect(readState(parseSearch(stringifySearch(written)))).toEqual(readState(parseSearch(query)));
  });

  it("keeps a field apart from what has a meaning here", () => {
    const state = readState({ "mode[eq]": "strict", mode: "calendar", peek: "orders/1" });
    expect(state.filters).toEqual({ mode: { eq: "strict" } });
    expect(state.mode).toBe("calendar");
    expect(conditionsOf(entity, state)).toEqual({ mode: "strict" });
  });

  it("takes an unknown mode as rows", () => {
    expect(readState({ mode: "pie" }).mode).toBe("table");
  });

  it("compares states by what they show, in whatever order it was added", () => {
    expect(sameState(readState(parseSearch("?a=1&b=2")), readState(parseSearch("?b=2&a=1&view=x&at=2026-01-01")))).toBe(true);
    expect(sameState(readState({ a: "1" }), readState({ a: "2" }))).toBe(false);
    expect(queryOf({ ...emptyState, view: "x" })).toBe("");
  });
});

describe("what is asked of the API", () => {
  it("has real days for movable ones", () => {
    const today = new Date(2026, 4, 28); // a Thursday
    const state = readState({ "placed[gte]": "@week", "placed[lt]": "@month+1", "due[lt]": "@today-1" });
    expect(conditionsOf(entity, state, today)).toEqual({
      "placed[gte]": "2026-05-25",
      "placed[lt]": "2026-06-01",
      "due[lt]": "2026-05-27",
    });
  });

  it("has whoever asks for me, where people are meant", () => {
    iAm("u-1");
    const owner = { name: "owner", label: "Owner", type: "reference", target: "identity.user" };
    const state = readState({ "owner[in]": "me,u-2", number: "me" });
    expect(conditionsOf({ ...entity, fields: [...entity.fields, owner] }, state)).toEqual({
      "owner[in]": "u-1,u-2",
      number: "me",
    });
    expect(queryOf(state)).toBe("owner[in]=me,u-2&number=me");
  });

  it("names the fields that rows need, and includes references", () => {
    const path = listPath(entity, readState({ status: "draft", q: "acme", sort: "-total", view: "x", mode: "board" }), [
      "client",
      "gone",
    ]);
    expect(path).toBe(
      "orders?status=draft&q=acme&sort=-total&limit=100&include=client&fields=id,version,updated_at,number,status,client",
    );
  });

  it("asks summaries for groups and five sums at most", () => {
    const path = summaryPath(entity, readState({ status: "draft", sort: "total" }), "client", ["a", "b", "c", "d", "e", "f"]);
    expect(path).toBe("orders/summary?status=draft&group_by=client&sum=a,b,c,d,e");
  });
});
