// Desktop VS Code with a throw-away profile, by its command `code`.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { onPath } from "./on-path.mjs";

/** @returns {string | undefined} the command of desktop VS Code, where there is one */
export function findDesktop() {
  // In a terminal of a remote window `code` speaks to that window, which has a profile of its own.
  return process.env.VSCODE_IPC_HOOK_CLI ? undefined : onPath("code");
}

/**
 * Installs the extension and opens the folder. Returns when its window is closed.
 *
 * @param {string} code the command @param {{ profile: string, vsix: string, folder: string }} what
 */
export function openDesktop(code, { profile, vsix, folder }) {
  const own = [
    ...["--user-data-dir", join(profile, "data")],
    ...["--extensions-dir", join(profile, "extensions")],
  ];
  run(code, [...own, "--install-extension", vsix]);
  console.log("Opening the examples in VS Code. Close its window to end.");
  const quiet = [
    "--disable-workspace-trust",
    "--disable-telemetry",
    "--skip-welcome",
    "--skip-release-notes",
  ];
  // Chromium's sandbox takes no root.
  if (process.getuid?.() === 0) quiet.push("--no-sandbox");
  run(code, [...own, ...quiet, "--new-window", "--wait", folder]);
}

/** On Windows the command is a batch file, which only a shell can run. */
function run(code, args) {
  const shell = process.platform === "win32";
  const quoted = (text) => (shell ? `"${text}"` : text);
  const { status, error } = spawnSync(quoted(code), args.map(quoted), { stdio: "inherit", shell });
  if (error) throw error;
  if (status !== 0) throw new Error(`${code} ${args.join(" ")} ended with status ${status}.`);
}
