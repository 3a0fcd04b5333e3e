import { expect, it } from "vitest";
import { type Letter, readerOf, warningOf, written } from "./letters";

const letter: Letter = {
  mode: "send",
  spared: "",
  recipient: "ann@acme.example",
  name: "Ann Lee",
  language: "en",
  subject: "Our quote",
  html: "<p>Hello</p>",
  attachments: ["document.pdf"],
};

it("says to whom a letter goes", () => {
  expect(readerOf(letter)).toBe("Ann Lee <ann@acme.example>");
  expect(readerOf({ ...letter, name: "" })).toBe("ann@acme.example");
  expect(readerOf({ ...letter, recipient: "" })).toBeUndefined();
});

it("warns of what keeps a letter back, of what nobody can change last", () => {
  expect(warningOf(letter)).toBeUndefined();
  expect(warningOf({ ...letter, mode: "hold" })).toBe("held");
  expect(warningOf({ ...letter, mode: "hold", spared: "opted_out" })).toBe("optedOut");
  expect(warningOf({ ...letter, spared: "suppressed" })).toBe("suppressed");
  expect(warningOf({ ...letter, mode: "off", spared: "opted_out" })).toBe("off");
  expect(warningOf({ ...letter, mode: "off", spared: "no_address" })).toBe("noAddress");
  expect([letter, { ...letter, mode: "hold" as const }, { ...letter, mode: "off" as const }].map(written)).toEqual([
    true,
    true,
    false,
  ]);
});
