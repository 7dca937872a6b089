// The browser of the tests: Debian's Chromium, installed where this machine lets us.
import { chromium } from "playwright-core";
import { aptInstall } from "./code-server.mjs";
import { onPath } from "./on-path.mjs";

/** The one command that brings what the tests in a browser need. */
export const HOW_TO_GET_CHROMIUM = "sudo apt-get install --yes chromium ripgrep";

/** It asks nothing of the network of its own accord, and draws alike whatever the machine has. */
export const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** @returns {string | undefined} the path of Chromium, or undefined where there is none */
export function findChromium() {
  return process.env.CHROMIUM ?? onPath("chromium") ?? aptInstall("chromium", "chromium");
}

/** @param {import("playwright-core").LaunchOptions} [options] */
export function launchChromium(options = {}) {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(`No Chromium. ${HOW_TO_GET_CHROMIUM} brings it.`);
  return chromium.launch({ executablePath, args: CHROMIUM_ARGS, ...options });
}
