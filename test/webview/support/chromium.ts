/** Debian's Chromium, where it is installed. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { CHROMIUM_ARGS } from "../../../scripts/chromium.mjs";

const PLACES = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

export const chromiumPath = PLACES.find((path) => path !== undefined && existsSync(path));

if (chromiumPath === undefined) {
  console.warn(
    "SKIPPED: the panel's tests in a browser, because Chromium is absent. `apt-get install chromium` brings it; CHROMIUM_PATH names one elsewhere.",
  );
}

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath ?? "chromium", args: CHROMIUM_ARGS });
}
