import { accessSync, constants } from "node:fs";

/** How the browser is started; the machine of tests has no sandbox to offer. */
export const launching = { args: ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"] };

/** Where Debian keeps Chromium, or where GUILDHALL_CHROMIUM says. */
export function chromiumPath(): string {
  const path = process.env.GUILDHALL_CHROMIUM ?? "/usr/bin/chromium";
  try {
    accessSync(path, constants.X_OK);
  } catch {
    throw new Error(`there is no Chromium at ${path}: run scripts/deps chromium, or name it in GUILDHALL_CHROMIUM`);
  }
  return path;
}
