import { spawn } from "node:child_process";

/** What to start: the run program of the workspace's own `millrace`, under Node.js. */
export interface RunProgram {
  name: string;
  node: string;
  program: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
}

/** A run process, however it was started. */
export interface RunProcess {
  /** Ends the process and everything it started, at once. */
  kill(): void;
}

export interface ProcessListener {
  /** What it wrote past the events, to either stream. */
  onOutput(text: string): void;
  /** It is gone. @param reason why it could not even start, or how it ended, for a person */
  onExit(reason: string): void;
}

export type Launcher = (program: RunProgram, listener: ProcessListener) => Promise<RunProcess>;

/** Starts the program in a process group of its own, so that the whole tree can be ended. */
export const launchPlain: Launcher = async (program, listener) => {
  const child = spawn(program.node, [program.program, ...program.args], {
    cwd: program.cwd,
    env: { ...process.env, ...program.env, ELECTRON_RUN_AS_NODE: undefined },
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  child.stdout.setEncoding("utf8").on("data", listener.onOutput);
  child.stderr.setEncoding("utf8").on("data", listener.onOutput);
  let failure: string | undefined;
  child.once("error", (error: NodeJS.ErrnoException) => {
    failure = couldNotStart(program.node, error);
    // No process, no "close".
    if (child.pid === undefined) listener.onExit(failure);
  });
  child.once("close", (code, signal) => {
    listener.onExit(failure ?? (signal ? `was ended by ${signal}` : `ended with status ${code}`));
  });
  return { kill: () => killTree(child.pid) };
};

function couldNotStart(node: string, error: NodeJS.ErrnoException): string {
  if (error.code !== "ENOENT") return error.message;
  return `Node.js was not found as "${node}". Install Node.js 20 or newer, or name it in the setting millrace.nodePath.`;
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
