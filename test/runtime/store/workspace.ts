/** Folders of a test and child processes that use them; all gone when the test has ended. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "millrace-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Child {
  process: ChildProcess;
  pid: number;
  /** The lines it printed so far. */
  lines: string[];
  /** Resolves with the first line that starts like this. */
  said(start: string): Promise<string>;
  /** Resolves when it has ended and all it wrote is here. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }>;
}

/** Runs a script of `fixtures/` as a process of its own. */
export function startFixture(script: string, args: string[], options: SpawnOptions = {}): Child {
  const file = fileURLToPath(new URL(`fixtures/${script}`, import.meta.url));
  return startProcess(process.execPath, ["--import", "tsx", file, ...args], options);
}

export function startProcess(command: string, args: string[], options: SpawnOptions = {}): Child {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], ...options });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const reader = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  reader.on("line", (line) => lines.push(line));
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, stderr }));
  return {
    process: child,
    pid: child.pid as number,
    lines,
    ended,
    async said(start) {
      for (;;) {
        const found = lines.find((line) => line.startsWith(start));
        if (found !== undefined) return found;
        const over = await Promise.race([once(reader, "line"), ended.then(() => "ended" as const)]);
        if (over === "ended" && !lines.some((line) => line.startsWith(start))) {
          throw new Error(`the process ended without saying "${start}": ${stderr}`);
        }
      }
    },
  };
}
