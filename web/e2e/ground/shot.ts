import { mkdir } from "node:fs/promises";
import type { Page } from "playwright-core";

const folder = new URL("../../shots/", import.meta.url).pathname;

/** Keeps a picture of the page in web/shots, when GUILDHALL_SHOTS is set. */
export async function shot(page: Page, name: string): Promise<void> {
  if (!process.env.GUILDHALL_SHOTS) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png` });
}
