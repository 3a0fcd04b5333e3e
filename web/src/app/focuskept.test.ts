import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { keepFocus } from "./focuskept";

let end = () => {};
beforeEach(() => {
  document.body.innerHTML = '<button id="first">1</button><div><button id="second">2</button></div>';
  for (const one of document.querySelectorAll("button")) one.checkVisibility = () => true;
  end = keepFocus();
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Tab" }));
});
afterEach(() => end());

const at = (id: string) => document.getElementById(id) as HTMLButtonElement;
const settled = () => vi.waitFor(() => expect(document.activeElement).not.toBe(document.body), { timeout: 1_000 });

/** Takes the keyboard away as browsers do, which happy-dom does not. */
function take(id: string, away: (button: HTMLButtonElement) => void): void {
  const button = at(id);
  away(button);
  if (document.activeElement === button) button.blur();
}

it("leads back to where one was before what has gone", async () => {
  at("first").focus();
  at("second").focus();
  take("second", (button) => button.parentElement?.remove());
  await settled();
  expect(document.activeElement?.id).toBe("first");
});

it("takes nothing from whoever lets go by themselves, or points", async () => {
  at("second").focus();
  at("second").blur();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(document.activeElement).toBe(document.body);
  at("first").focus();
  at("second").focus();
  document.dispatchEvent(new Event("pointerdown"));
  take("second", (button) => button.remove());
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(document.activeElement).toBe(document.body);
});
