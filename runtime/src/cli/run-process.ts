import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { SUPERVISOR } from "../events/channel.js";
import { argumentsOf, type RunRequest } from "../run/request.js";

export interface RunProcessOptions {
  env: Record<string, string>;
  /** Read what it prints; else it prints where this process prints its own errors. */
  capture: boolean;
  /** Whether a terminal will show what it prints. */
  color: boolean;
}

/**
 * Starts the process that runs the flow, at the head of a group of its own: so that the group can be
 * killed, and Ctrl-C in the terminal reaches the supervisor alone.
 */
export function startRunProcess(request: RunRequest, options: RunProcessOptions): ChildProcess {
  const output = options.capture ? "pipe" : 2;
  const colors = options.color && process.env.FORCE_COLOR === undefined ? { FORCE_COLOR: "1" } : {};
  // A session without a terminal can read a pipe or a file, not the keyboard.
  const input = process.stdin.isTTY ? "ignore" : 0;
  return spawn(
    process.execPath,
    [...process.execArgv, runEntry(request.file), ...argumentsOf(request)],
    {
      env: { ...process.env, ...colors, ...options.env, [SUPERVISOR]: String(process.pid) },
      stdio: [input, output, output],
      detached: process.platform !== "win32",
      windowsHide: true,
    },
  );
}

/** The run process of the workspace's own `millrace`, so that there is one library; else this one. */
export function runEntry(file: string): string {
  return libraryEntry(file, "run.js");
}

/** A program of the `millrace` that the workspace of the file has installed; else of this one. */
export function libraryEntry(file: string, name: string): string {
  const own = fileURLToPath(new URL(name, import.meta.url));
  try {
    const manifest = createRequire(resolve(file)).resolve("millrace/package.json");
    const entry = join(dirname(manifest), "dist", name);
    return existsSync(entry) ? entry : own;
  } catch {
    return own;
  }
}
