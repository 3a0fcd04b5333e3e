import { afterEach, beforeEach, expect, it } from "vitest";
import { arrived, hearWishes, isWished, left, wish } from "./wish";

let end = () => {};
beforeEach(() => {
  end = hearWishes();
});
afterEach(() => {
  end();
  left();
  wish(false);
});

function press(key: string, more: KeyboardEventInit = {}): boolean {
  return dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true, ...more }));
}

it("keeps the wish and what is typed until the palette comes", () => {
  expect(press("a")).toBe(true);
  expect(press("k", { ctrlKey: true })).toBe(false);
  expect(isWished()).toBe(true);
  for (const key of ["c", "l", "x", "Backspace", "i", "Shift", "Enter"]) press(key);
  expect(arrived()).toBe("cli");
  // From now on the palette's own field hears the keys.
  expect(press("e")).toBe(true);
  expect(arrived()).toBe("");
});

it("is taken back by Escape, or by the same keys", () => {
  press("k", { ctrlKey: true });
  press("a");
  expect(press("Escape")).toBe(false);
  expect(isWished()).toBe(false);
  press("K", { metaKey: true });
  expect(isWished()).toBe(true);
  expect(arrived()).toBe("");
  press("k", { ctrlKey: true });
  expect(isWished()).toBe(false);
});
