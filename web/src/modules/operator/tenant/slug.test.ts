import { expect, it } from "vitest";
import { slugOf } from "./slug";

it.each([
  ["Acme GmbH", "acme-gmbh"],
  ["  Café Müller & Söhne ", "cafe-muller-sohne"],
  ["Groß", "gross"],
  ["شركة", ""],
])("suggests for %s the slug %s", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
