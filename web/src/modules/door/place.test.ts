import { describe, expect, it } from "vitest";
import { labelOfHost, recentCompanies, rememberCompany, safeNext, secretOf } from "./place";

const origin = "https://guildhall.example";

describe("where to go after signing in", () => {
  it("is a path of this server", () => {
    expect(safeNext("/orders?status=open#1", origin)).toBe("/orders?status=open#1");
  });
  it.each([
    null,
    "",
    "orders",
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "/\t/evil.example",
    "/signin?next=/",
  ])("is nowhere for %s", (next) => expect(safeNext(next, origin)).toBeUndefined());
});

describe("the company of a host", () => {
  it.each([
    ["acme.guildhall.example", "acme"],
    ["www.guildhall.example", undefined],
    ["guildhall.example", undefined],
    ["127.0.0.1", undefined],
    ["localhost", undefined],
  ])("of %s is %s", (host, want) => expect(labelOfHost(host)).toBe(want));
});

it("keeps the latest companies, each once", () => {
  for (const slug of ["a", "b", "c", "d", "e", "f", "c"]) rememberCompany(slug);
  expect(recentCompanies()).toEqual(["c", "f", "e", "d", "b"]);
});

it("reads secrets of letters only", () => {
  expect(secretOf("#ghc_1_2")).toBe("ghc_1_2");
  expect(secretOf("#challenge=1")).toBe("");
});
