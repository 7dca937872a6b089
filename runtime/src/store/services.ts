/** The `millrace serve` processes that look after this store: without one, nothing scheduled runs. */
import { identify, livenessOf } from "../processes/identity.js";
import type { Connection } from "./connection.js";

/** Milliseconds between two signs of life of a service. */
export const serviceBeat = 20_000;
/** Milliseconds without one after which a service on another host, which nobody can look at, is gone. */
const longestSilence = 60_000;

export interface Service {
  pid: number;
  host: string;
  /** When it began, in milliseconds since the Unix epoch. */
  since: number;
}

interface ServiceRow extends Service {
  process_start: string;
  heartbeat: number;
}

/** Says that this process serves, or still does; and forgets those that are gone. */
export function noteService(connection: Connection, since: number, now = Date.now()): void {
  const { host, pid, start } = identify(process.pid);
  connection.write(() => {
    for (const gone of all(connection).filter((service) => !isAlive(service, now))) {
      connection.run("DELETE FROM services WHERE host = ? AND pid = ?", [gone.host, gone.pid]);
    }
    connection.run(
      `INSERT INTO services (host, pid, process_start, since, heartbeat) VALUES (?,?,?,?,?)
       ON CONFLICT (host, pid) DO UPDATE SET process_start = excluded.process_start,
         since = excluded.since, heartbeat = excluded.heartbeat`,
      [host, pid, start, since, now],
    );
  });
}

/** Says that this process serves no more. */
export function endService(connection: Connection): void {
  const { host, pid } = identify(process.pid);
  connection.run("DELETE FROM services WHERE host = ? AND pid = ?", [host, pid]);
}

/** Those that live, the oldest first. */
export function liveServices(connection: Connection, now = Date.now()): Service[] {
  return all(connection)
    .filter((service) => isAlive(service, now))
    .map(({ pid, host, since }) => ({ pid, host: nameOf(host), since }));
}

function all(connection: Connection): ServiceRow[] {
  return connection.all<ServiceRow>("SELECT * FROM services ORDER BY since, pid");
}

function isAlive({ host, pid, process_start, heartbeat }: ServiceRow, now: number): boolean {
  const liveness = livenessOf({ host, pid, start: process_start });
  return liveness === "alive" || (liveness === "unknown" && now - heartbeat <= longestSilence);
}

/** The host without the namespace of process ids that goes with it. */
function nameOf(host: string): string {
  return host.split(" ")[0] ?? host;
}
