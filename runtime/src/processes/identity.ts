/**
 * Tells a process that lives from one that is gone, across reused process ids, restarted machines
 * and containers that share a folder.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { remembering } from "./remembering.js";

export interface ProcessIdentity {
  /** Where process ids mean the same: the host's name and, in containers, their namespace. */
  host: string;
  pid: number;
  /** When it started: the machine's start and ticks since on Linux, seconds since the epoch elsewhere. */
  start: string;
}

export type Liveness = "alive" | "gone" | "unknown";

/** Milliseconds in which the id of a process that has ended is not given to another one. */
const reuse = 10_000;

/** In place of the start of a process that has ended and that its parent has not buried. */
const zombie = "zombie";

export function identify(pid: number): ProcessIdentity {
  const start = pid === process.pid ? ownStart() : startOf(pid);
  return { host: thisHost(), pid, start: start ?? "" };
}

/** `unknown` where the process is another host's: only its heartbeat can tell then. */
export function livenessOf(identity: ProcessIdentity): Liveness {
  if (identity.host !== thisHost()) return "unknown";
  if (!exists(identity.pid)) return "gone";
  const start = startOf(identity.pid);
  if (start === zombie) return "gone";
  if (start === undefined) return exists(identity.pid) ? "alive" : "gone";
  return identity.start === "" || isSameStart(start, identity.start) ? "alive" : "gone";
}

function isSameStart(one: string, other: string): boolean {
  // Outside Linux the times are whole seconds, told by two clocks.
  return one === other || Math.abs(Number(one) - Number(other)) <= 3;
}

let host: string | undefined;

function thisHost(): string {
  if (host === undefined) {
    host = hostname();
    try {
      host += ` ${readlinkSync("/proc/self/ns/pid")}`;
    } catch {
      // Only Linux has namespaces of process ids.
    }
  }
  return host;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be signalled, and is there.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Without asking another program, which would cost more than an empty run. */
function ownStart(): string | undefined {
  if (process.platform === "linux") return startOf(process.pid);
  return String(Math.round(Date.now() / 1000 - process.uptime()));
}

function startOf(pid: number): string | undefined {
  if (process.platform !== "linux") return askedStart(pid);
  try {
    return startOnLinux(pid);
  } catch {
    return undefined;
  }
}

/** Outside Linux another program has to be asked, which takes long where it is PowerShell. */
const askedStart = remembering((pid: number): string | undefined => {
  try {
    const date =
      process.platform === "win32"
        ? ask("powershell.exe", [
            "-NoProfile",
            "-NonInteractive",
            "-Command",
            `(Get-Process -Id ${pid}).StartTime.ToUniversalTime().ToString("o")`,
          ])
        : `${ask("ps", ["-o", "lstart=", "-p", String(pid)])} UTC`;
    const seconds = Math.round(Date.parse(date) / 1000);
    return Number.isNaN(seconds) ? undefined : String(seconds);
  } catch {
    return undefined;
  }
}, reuse);

let bootId: string | undefined;

/** Clock ticks since the machine's start, with the id of that start; a zombie counts as gone. */
function startOnLinux(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The second field is the command in parentheses and may hold anything, parentheses too.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return zombie;
  bootId ??= readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  return `${bootId}:${fields[19]}`;
}

function ask(command: string, args: string[]): string {
  return execFileSync(command, args, {
    encoding: "utf8",
    // The date must not depend on the language or zone of who asks.
    env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", "pipe", "ignore"],
    windowsHide: true,
  }).trim();
}
