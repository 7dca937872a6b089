/** A process with everything it started. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Kills the process and all its descendants at once, without giving them a chance to react. */
export function killTree(pid: number): void {
  if (process.platform === "win32") {
    try {
      execFileSync("taskkill", ["/T", "/F", "/PID", String(pid)], {
        stdio: "ignore",
        windowsHide: true,
      });
    } catch {
      // It ended by itself meanwhile.
    }
    return;
  }
  // Collected first: the children of a dead process are no longer its children.
  for (const target of [pid, ...descendants(pid)]) send(target, "SIGKILL");
}

/** Kills a process that leads its own group, and all of the group. */
export function killProcessGroup(pid: number): void {
  if (process.platform === "win32") killTree(pid);
  // Without a group of that number the process leads none, or has ended.
  else if (!send(-pid, "SIGKILL")) send(pid, "SIGKILL");
}

/** Sends the signal. @returns false where the process is gone */
export function send(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/**
 * The processes that a process started, and those that they started. None on Windows, which kills a
 * tree as a whole.
 */
export function descendants(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const [child, parent] of processes()) {
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [child]);
    else siblings.push(child);
  }
  const found: number[] = [];
  for (let next = [pid]; next.length > 0; ) {
    next = next.flatMap((parent) => children.get(parent) ?? []);
    found.push(...next);
  }
  return found;
}

function processes(): [pid: number, parent: number][] {
  if (process.platform === "win32") return [];
  if (process.platform === "linux") return readdirSync("/proc").flatMap(parentOnLinux);
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).split("\n");
  return lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
}

function parentOnLinux(entry: string): [number, number][] {
  if (!/^\d+$/.test(entry)) return [];
  try {
    const stat = readFileSync(`/proc/${entry}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return [[Number(entry), Number(fields[1])]];
  } catch {
    return [];
  }
}
