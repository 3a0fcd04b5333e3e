import { expect, it } from "vitest";
import { parseSearch, stringifySearch } from "./search";

it.each(["?q=662E41", "?total[gte]=100&sort=-placed", "?status=draft,confirmed", "?q=a%26b%3Dc", "?code=007&flag=true"])(
  "keeps %s as it is",
  (query) => {
    expect(stringifySearch(parseSearch(query))).toBe(query);
  },
);

it("leaves out what is empty", () => {
  expect(stringifySearch({ q: "", sort: undefined, page: null, a: "1" })).toBe("?a=1");
  expect(stringifySearch({})).toBe("");
});
