import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunEvent } from "../../../protocol/src/index.js";

const runtime = fileURLToPath(new URL("../../../runtime", import.meta.url));
const bin = join(runtime, "bin/millrace.js");

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** The lines of stdout as JSON. */
  events: RunEvent[];
}

/** A folder of its own with a project that has `millrace` installed, used through real processes. */
export class Workspace implements Disposable {
  readonly folder: string;
  readonly #children: ChildProcess[] = [];

  constructor(files: Record<string, string>, manifest: object | null = { type: "module" }) {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), "millrace-cli-")));
    mkdirSync(join(this.folder, "node_modules"));
    symlinkSync(runtime, join(this.folder, "node_modules/millrace"), "junction");
    if (manifest) this.write("package.json", JSON.stringify(manifest));
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  /** Runs `millrace` to its end. */
  async run(...args: string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  start(...args: string[]): Running {
    return this.spawn([bin, ...args]);
  }

  /** Runs `node` with these arguments. */
  spawn(args: string[], env: Record<string, string> = {}): Running {
    const { MILLRACE_HOME: _, CI: __, FORCE_COLOR: ___, ...outer } = process.env;
    const child = spawn(process.execPath, args, {
      cwd: this.folder,
      env: { ...outer, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.push(child);
    return new Running(child);
  }

  [Symbol.dispose](): void {
    for (const child of this.#children) child.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

export class Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = "";
  stderr = "";

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.setEncoding("utf8").on("data", (text) => {
      this.stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text) => {
      this.stderr += text;
    });
    this.ended = once(child, "close").then(([code, signal]) => {
      const { stdout, stderr } = this;
      return { code, signal, stdout, stderr, events: eventsIn(stdout) };
    });
  }

  /** Waits until the text was printed on either stream. */
  async printed(text: string | RegExp): Promise<RegExpExecArray> {
    const pattern = typeof text === "string" ? new RegExp(quoted(text)) : text;
    for (;;) {
      const found = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
      if (found) return found;
      const { stdout, stderr, exitCode } = this.child;
      if (exitCode !== null)
        throw new Error(`ended without printing ${text}:\n${this.stdout}${this.stderr}`);
      if (!stdout || !stderr) throw new Error("not captured");
      const heard = new AbortController();
      const { signal } = heard;
      await Promise.race([
        once(stdout, "data", { signal }),
        once(stderr, "data", { signal }),
        once(this.child, "close", { signal }),
      ]);
      heard.abort(); // Takes the other listeners away.
    }
  }
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function eventsIn(stdout: string): RunEvent[] {
  try {
    return stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as RunEvent);
  } catch {
    return [];
  }
}

/** Whether a process is there and has not ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
