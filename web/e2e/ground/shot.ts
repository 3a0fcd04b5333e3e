import { mkdir } from "node:fs/promises";
import type { Page } from "playwright-core";

const folder = new URL("../../shots/", import.meta.url).pathname;

/** Keeps a picture of the page in web/shots, when GUILDHALL_SHOTS is set. */
export async function shot(page: Page, name: string): Promise<void> {
  if (!process.env.GUILDHALL_SHOTS) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png` });
}

/** Keeps a picture of the page of a spec that has failed, and says where. */
export async function seenAtLast(page: Page, name: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = `${folder}failed-${name}-${Date.now().toString(36)}.png`;
  await page.screenshot({ path, timeout: 5_000 });
  return path;
}
