import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { axe, type Gate, gate, page, shot } from "../ground";

/** Opens the console through a gate, and waits until the worker stands behind it. */
async function behindWorker(look: { language?: "en" | "ar" } = {}): Promise<{ one: Page; between: Gate }> {
  const between = await gate();
  const one = await page("shared", "operator", { ...look, worker: true, base: between.base, allow: [/Failed to fetch/] });
  await one.goto("/operator/plans");
  await one.getByRole("heading", { level: 1 }).waitFor();
  await one.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return { one, between };
}

it("says in the person's language that there is no connection, and goes on when there is", async () => {
  const { one, between } = await behindWorker({ language: "ar" });
  between.shut();
  await one.reload();
  await one.getByRole("heading", { name: "أنت غير متصل" }).waitFor();
  expect(await one.evaluate(() => document.documentElement.dir)).toBe("rtl");
  await axe(one);
  await shot(one, "offline-ar");
  between.open();
  await one.evaluate(() => dispatchEvent(new Event("online")));
  await one.getByRole("heading", { name: "الخطط" }).waitFor();
});

it("tells of a new version, and loads it when somebody says so", async () => {
  const { one, between } = await behindWorker();
  between.rewrite("/sw.js", (text) => text.replace(/version:[`"]\w+[`"]/, "version:`another`"));
  await one.evaluate(async () => {
    await (await navigator.serviceWorker.getRegistration())?.update();
  });
  const notice = one.getByRole("status").filter({ hasText: "A new version" });
  await notice.waitFor();
  await axe(one);
  const loaded = one.waitForEvent("load");
  await notice.getByRole("button", { name: "Reload" }).click();
  await loaded;
  await one.getByRole("heading", { level: 1 }).waitFor();
  const kept = await one.evaluate(() => caches.keys());
  expect(kept.filter((name) => name.startsWith("guildhall-v-"))).toHaveLength(2);
  expect(kept).toContain("guildhall-v-another");
});

it("can be installed", async () => {
  const one = await page("shared", "operator");
  await one.goto("/operator");
  const manifest = (await (await one.request.get("/manifest.webmanifest")).json()) as { icons: { src: string; type: string }[] };
  for (const icon of manifest.icons) {
    const answer = await one.request.get(icon.src);
    expect(answer.headers()["content-type"]).toContain(icon.type);
    expect((await answer.body()).length).toBeLessThan(30_000);
  }
});
