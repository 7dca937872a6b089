/** Which of the processes that hold or wait for something are alive. */
import { identify, livenessOf, type ProcessIdentity } from "../processes/identity.js";
import type { Connection } from "./connection.js";
import { silenceOfOtherHosts } from "./sweep.js";

export interface ProcessRow {
  host: string;
  pid: number;
  process_start: string;
}

/** Looks at each process once. */
export class Census {
  readonly #connection: Connection;
  readonly #known = new Map<string, { row: ProcessRow; alive: boolean }>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  isAlive(row: ProcessRow): boolean {
    if (row.pid === process.pid && isThisProcess(row)) return true;
    const key = `${row.host} ${row.pid} ${row.process_start}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = { row, alive: this.#look(row) };
      this.#known.set(key, known);
    }
    return known.alive;
  }

  /** Forgets what the dead among those looked at held and waited for. */
  bury(): void {
    for (const { row, alive } of this.#known.values()) {
      if (alive) continue;
      for (const table of ["leases", "limit_queue", "limit_standings"]) {
        this.#connection.run(
          `DELETE FROM ${table} WHERE host = ? AND pid = ? AND process_start = ?`,
          [row.host, row.pid, row.process_start],
        );
      }
    }
  }

  #look({ host, pid, process_start: start }: ProcessRow): boolean {
    const liveness = livenessOf({ host, pid, start });
    return liveness === "unknown" ? this.#wasHeardOf(host, pid, start) : liveness === "alive";
  }

  /** Another host's process is known by the signs of life of its runs alone. */
  #wasHeardOf(host: string, pid: number, start: string): boolean {
    const row = this.#connection.first<{ heartbeat: number | null }>(
      `SELECT MAX(heartbeat) AS heartbeat FROM runs
       WHERE ended IS NULL AND host = ? AND pid = ? AND process_start = ?`,
      [host, pid, start],
    );
    return Date.now() - (row?.heartbeat ?? 0) < silenceOfOtherHosts;
  }
}

function isThisProcess({ host, process_start: start }: ProcessRow): boolean {
  self ??= identify(process.pid);
  return self.host === host && self.start === start;
}

let self: ProcessIdentity | undefined;
