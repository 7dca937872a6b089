// `npm start`: builds and packages the extension, installs it into a throw-away profile, and opens
// the examples: in desktop VS Code where `code` is on the PATH, else in a browser's VS Code.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installExtension, startCodeServer, throwAwayProfile } from "./code-server.mjs";
import { findDesktop, openDesktop } from "./desktop.mjs";
import { packageExtension } from "./package.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const examples = join(root, "examples");

build();
const vsix = await packageExtension();
const profile = throwAwayProfile();
const code = findDesktop();
if (code) openDesktop(code, { profile, vsix, folder: examples });
else await openBrowser();

/** The library and its types too: the examples import them. */
function build() {
  run(join(root, "scripts", "build.mjs"), "--no-types");
  run(fileURLToPath(import.meta.resolve("typescript/bin/tsc")), "--build", "runtime");
}

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

async function openBrowser() {
  installExtension(profile, vsix);
  const server = await startCodeServer({ profile, folder: examples });
  console.log(`VS Code with the examples: ${server.url}?folder=${encodeURIComponent(examples)}`);
  console.log("It answers this machine only. Ctrl-C ends it.");
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
      server.stop();
      process.exit(0);
    });
  }
}
