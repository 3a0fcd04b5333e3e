import { expect, it } from "vitest";
import { framed } from "./letter";

it("puts the styles of a letter's elements into a sheet that the page's policy allows", () => {
  const shown = framed('<style>p{margin:0}</style><p style="color:red">Hello</p><p class="a" style="color:blue">you</p>', "n1");
  expect(shown).not.toContain("style=");
  expect(shown).toContain('<p class="letter-0">Hello</p>');
  expect(shown).toContain('<p class="letter-1 a">you</p>');
  expect(shown).toContain(".letter-1{color:blue}");
  expect(shown.match(/<style nonce="n1">/g)).toHaveLength(2);
});
