// Builds, checks types, style and seams, then runs every test. Arguments go to Vitest.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { findChromium, HOW_TO_GET_CHROMIUM } from "./chromium.mjs";
import { installCodeServer } from "./code-server.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

run("scripts/build.mjs");
if (process.argv.length === 2) {
  run("node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", ".");
  run(
    "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
    "--config",
    ".dependency-cruiser.cjs",
    "protocol",
    "schedules",
    "runtime",
    "server",
    "client/src",
    "webview/src",
  );
  // Here and not by the tests, which run side by side.
  installCodeServer();
  if (!findChromium()) console.warn(`No tests in a browser. ${HOW_TO_GET_CHROMIUM} brings it.`);
}
run("node_modules/vitest/vitest.mjs", "run", ...process.argv.slice(2));

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
