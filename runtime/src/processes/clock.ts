/** The clocks of the machine, as processes on it share them. */
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

export interface Moment {
  /** Which start of which machine `uptime` counts from. */
  boot: string;
  /** Milliseconds on a clock that nobody can put forward or back. */
  uptime: number;
  /** Milliseconds since the Unix epoch, as the machine believes. */
  wall: number;
}

export function momentNow(): Moment {
  return { boot: thisBoot(), uptime: Number(process.hrtime.bigint()) / 1e6, wall: Date.now() };
}

let boot: string | undefined;

/** Elsewhere than on Linux a restart is seen from `uptime`, which then begins anew. */
function thisBoot(): string {
  if (boot === undefined) {
    try {
      boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
    } catch {
      boot = hostname();
    }
  }
  return boot;
}
