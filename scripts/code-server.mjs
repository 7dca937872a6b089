// VS Code in a browser, with its real extension host: for `npm start` where no desktop VS Code is,
// and for the tests. `node scripts/code-server.mjs` installs it and says where.
import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cachedPackage, npmInstall } from "./cache.mjs";
import { onPath } from "./on-path.mjs";

const VERSION = "4.100.3";
/** node-pty with its binaries in packages for each platform, which no install step builds. */
const TERMINALS = "@lydell/node-pty@1.1.0";
const HOST = "127.0.0.1";
const PATIENCE = 60_000;
/** What a new profile would say hello with. */
const QUIET = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "telemetry.telemetryLevel": "off",
  "extensions.ignoreRecommendations": true,
  "git.openRepositoryInParentFolders": "never",
};

/** Installs code-server where it is missing. @returns {string} its folder */
export function installCodeServer() {
  return cachedPackage("code-server", VERSION, {
    recipe: 2,
    prepare(folder) {
      const vscode = join(folder, "lib", "vscode");
      npmInstall(vscode, TERMINALS);
      npmInstall(join(vscode, "extensions"));
      symlinkSync("node_modules", join(vscode, "node_modules.asar"), "junction");
      linkRipgrep(vscode);
      const modules = join(vscode, "node_modules");
      standIn("spdlog", join(modules, "@vscode", "spdlog"));
      standIn("native-watchdog", join(modules, "native-watchdog"));
      standIn("node-pty", join(modules, "node-pty"));
      sayIfNoTerminals(vscode);
      standIn("argon2", join(folder, "..", "argon2"));
    },
  });
}

/** Puts our own file in the place of a native module, which only its install step would build. */
function standIn(name, folder) {
  const manifest = join(folder, "package.json");
  cpSync(
    fileURLToPath(new URL(`stand-ins/${name}.cjs`, import.meta.url)),
    join(folder, "stand-in.cjs"),
  );
  const { name: real, version } = JSON.parse(readFileSync(manifest, "utf8"));
  writeFileSync(manifest, JSON.stringify({ name: real, version, main: "stand-in.cjs" }));
}

function sayIfNoTerminals(vscode) {
  try {
    createRequire(join(vscode, "package.json"))("@lydell/node-pty");
  } catch (error) {
    const [why] = error.message.split("\n");
    console.error(`VS Code will run, but without terminals: ${why}`);
  }
}

/** VS Code searches with ripgrep, which its package would download. */
function linkRipgrep(vscode) {
  const found = onPath("rg") ?? aptInstall("ripgrep", "rg");
  if (!found) {
    console.error("No ripgrep on the PATH: VS Code will run, but its searches find nothing.");
    return;
  }
  const bin = join(vscode, "node_modules", "@vscode", "ripgrep", "bin");
  mkdirSync(bin, { recursive: true });
  symlinkSync(found, join(bin, process.platform === "win32" ? "rg.exe" : "rg"));
}

/** @returns {string | undefined} the path of the program, where this machine let us install it */
export function aptInstall(packageName, program) {
  if (process.getuid?.() !== 0 || !onPath("apt-get")) return undefined;
  for (const args of [["update"], ["install", "--yes", "--no-install-recommends", packageName]]) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
  }
  return onPath(program);
}

/** Installs an extension for a profile. @param {string} profile @param {string} vsix */
export function installExtension(profile, vsix) {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [...entry(), ...profileFlags(profile), "--install-extension", vsix],
    { encoding: "utf8", env: environment() },
  );
  if (status !== 0) throw new Error(`Could not install ${vsix}:\n${stdout}${stderr}`);
}

/**
 * Starts code-server on a free port of the loopback interface.
 *
 * @param {{ profile: string, folder: string, trust?: boolean, port?: number }} options `trust`: ask
 * whether to trust the folder, as VS Code does
 */
export async function startCodeServer({ profile, folder, trust = false, port }) {
  const address = `${HOST}:${port ?? (await freePort())}`;
  const flags = ["--auth", "none", "--bind-addr", address];
  const quiet = [
    "--disable-telemetry",
    "--disable-update-check",
    "--disable-getting-started-override",
  ];
  if (!trust) quiet.push("--disable-workspace-trust");
  const child = spawn(
    process.execPath,
    [...entry(), ...flags, ...quiet, ...profileFlags(profile), folder],
    // A group of its own: stopping it stops the extension hosts too.
    {
      env: environment(),
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    },
  );
  process.once("exit", () => stop(child));
  let output = "";
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (output += data));
  const url = `http://${address}/`;
  await answering(url, child, () => output);
  return { url, child, output: () => output, stop: () => stop(child) };
}

function stop(child) {
  try {
    if (process.platform === "win32") child.kill();
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** A new profile that shows no welcome pages. @param {object} [settings] @returns {string} its folder */
export function throwAwayProfile(settings = {}) {
  const profile = mkdtempSync(join(tmpdir(), "millrace-profile-"));
  const user = join(profile, "data", "User");
  mkdirSync(user, { recursive: true });
  writeFileSync(join(user, "settings.json"), JSON.stringify({ ...QUIET, ...settings }, null, 2));
  process.once("exit", () => rmSync(profile, { recursive: true, force: true, maxRetries: 3 }));
  return profile;
}

async function answering(url, child, output) {
  const until = Date.now() + PATIENCE;
  while (Date.now() < until) {
    if (child.exitCode !== null) break;
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`code-server did not answer at ${url}:\n${output()}`);
}

function entry() {
  return [join(installCodeServer(), "out", "node", "entry.js")];
}

function profileFlags(profile) {
  return [
    "--user-data-dir",
    join(profile, "data"),
    "--extensions-dir",
    join(profile, "extensions"),
    "--config",
    join(profile, "config.yaml"),
  ];
}

/** Without what tells code-server that it runs inside another VS Code. */
function environment() {
  const { VSCODE_IPC_HOOK_CLI, PORT, PASSWORD, ...rest } = process.env;
  return { ...rest, PATH: `${join(process.execPath, "..")}${delimiter}${rest.PATH ?? ""}` };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, HOST, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(installCodeServer());
