/** Limits as a person looks at them. */
import type { LimitOverview } from "@millrace/protocol";
import { Census, type ProcessRow } from "./census.js";
import type { Connection } from "./connection.js";
import { type StoredLimit, storedLimits } from "./limit-settings.js";

interface Lease extends ProcessRow {
  name: string;
  holder: string;
  run: string;
  since: number;
}

interface Queued extends ProcessRow {
  names: string;
  waiting: number;
}

/** A limit, and where its settings come from. */
export interface LimitDetails extends LimitOverview {
  /** The place that declares it. */
  declaredIn?: string;
  /** It was set, whatever the code says. */
  set: boolean;
}

/** All that are known, by name; what dead processes left is not shown. */
export function limitDetails(connection: Connection): LimitDetails[] {
  const census = new Census(connection);
  const alive = (row: ProcessRow) => census.isAlive(row);
  const leases = connection.all<Lease>("SELECT * FROM leases ORDER BY since").filter(alive);
  const queue = connection.all<Queued>("SELECT * FROM limit_queue").filter(alive);
  return storedLimits(connection).map((limit) => detailsOf(limit, leases, queue));
}

/** @param limits as {@link limitDetails} gives them */
export function limitOverview({
  declaredIn: _,
  set: __,
  ...overview
}: LimitDetails): LimitOverview {
  return overview;
}

function detailsOf(
  { name, kind, declared, declared_per, place, chosen, chosen_per }: StoredLimit,
  leases: readonly Lease[],
  queue: readonly Queued[],
): LimitDetails {
  const per = chosen === null ? declared_per : chosen_per;
  const holders = kind === "rate" ? [] : leases.filter((lease) => lease.name === name);
  const waiting = queue
    .filter(({ names }) => (JSON.parse(names) as string[]).includes(name))
    .reduce((sum, row) => sum + row.waiting, 0);
  return {
    name,
    kind,
    limit: chosen ?? declared ?? 0,
    ...(per === null ? {} : { per }),
    holders: holders.map(({ holder, run, since }) => ({
      run,
      ...(holder === run ? {} : { task: holder }),
      since,
    })),
    waiting,
    ...(place === null ? {} : { declaredIn: place }),
    set: chosen !== null,
  };
}
