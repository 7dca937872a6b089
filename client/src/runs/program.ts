import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

/** What to start: the run program of the workspace's own `millrace`, under Node.js. */
export interface RunProgram {
  name: string;
  node: string;
  program: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** Where it prints to. A file, not a pipe: the run goes on when the window is reloaded. */
  outputFile: string;
}

/** A run process, however it was started. */
export interface RunProcess {
  /** Ends the process and everything it started, at once. */
  kill(): void;
  /** What it has printed so far, or the end of it. */
  output(): string;
}

/** @param onExit told once that it is gone, and how it ended, for a person */
export type Launcher = (
  program: RunProgram,
  onExit: (reason: string) => void,
) => Promise<RunProcess>;

/** The setting that names the Node.js of runs. */
export const NODE_SETTING = "millrace.nodePath";
/** Characters of what a process printed that are of use to anybody. */
const OUTPUT_KEPT = 16_000;

/** Starts the program in a process group of its own, so that the whole tree can be ended. */
export const launchPlain: Launcher = async (program, onExit) => {
  const output = openSync(program.outputFile, "w", 0o600);
  const child = spawn(program.node, [program.program, ...program.args], {
    cwd: program.cwd,
    env: { ...process.env, ...program.env, ELECTRON_RUN_AS_NODE: undefined },
    stdio: ["ignore", output, output],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  closeSync(output);
  child.once("error", (error: NodeJS.ErrnoException) => {
    // No process, no exit.
    if (child.pid === undefined) onExit(couldNotStart(program.node, error));
  });
  child.once("exit", (code, signal) => {
    onExit(signal ? `was ended by ${signal}` : `ended with status ${code}`);
  });
  return { kill: () => killTree(child.pid), output: () => tailOf(program.outputFile) };
};

export function tail(text: string): string {
  return text.slice(-OUTPUT_KEPT);
}

function tailOf(file: string): string {
  try {
    return tail(readFileSync(file, "utf8"));
  } catch {
    return "";
  }
}

function couldNotStart(node: string, error: NodeJS.ErrnoException): string {
  if (error.code !== "ENOENT") return `could not start: ${error.message}`;
  return `could not start: there is no "${node}". Install Node.js 20 or newer, or name it in the setting ${NODE_SETTING}`;
}

function killTree(pid: number | undefined): void {
  if (pid === undefined) return;
  if (process.platform === "win32") {
    spawn("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
