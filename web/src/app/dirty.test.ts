import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { dirtyForms, markDirty, useUnsaved } from "./dirty";

it("counts forms until they are saved, once each", () => {
  const [first, second] = [markDirty(), markDirty()];
  expect(dirtyForms()).toBe(2);
  first();
  first();
  expect(dirtyForms()).toBe(1);
  second();
  expect(dirtyForms()).toBe(0);
});

it("counts a form on the page while it is dirty", () => {
  const { rerender, unmount } = renderHook(({ dirty }) => useUnsaved(dirty), { initialProps: { dirty: true } });
  expect(dirtyForms()).toBe(1);
  rerender({ dirty: false });
  expect(dirtyForms()).toBe(0);
  rerender({ dirty: true });
  unmount();
  expect(dirtyForms()).toBe(0);
});
