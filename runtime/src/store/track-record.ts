/** How flows and their tasks did over their last runs. */
import type { FlowKey, RunId, StateName } from "@millrace/protocol";
import { isTerminal, state } from "../engine/states.js";
import { commonName } from "./common-name.js";
import type { Connection } from "./connection.js";
import { listRuns, type RunFilter } from "./queries.js";

/** Of the task runs of one run, so many are looked at. */
const callsLookedAt = 5_000;

export interface TrackRecord {
  /** All of them, those that still go on too. */
  count: number;
  completed: number;
  /** Failed, TimedOut, Crashed; not those that somebody cancelled. */
  failed: number;
  /** Of those that ended by themselves, from 0 to 1; absent where none has. */
  successRate?: number;
  /** Of those that did their work and completed, in milliseconds; absent where none has. */
  p50?: number;
  p95?: number;
  /** Oldest first. */
  trend: TrendPoint[];
}

export interface TrendPoint {
  state: StateName;
  /** Milliseconds; absent where it has not ended, or did no work. */
  duration?: number;
}

export interface FlowTrackRecord extends TrackRecord {
  flow: string;
  flowKey: FlowKey;
  /** Absolute. */
  file: string;
  last: { run: RunId; state: StateName; created: number };
}

export interface TaskTrackRecord extends TrackRecord {
  task: string;
  taskKey: string;
}

/** The flows that have runs the filter lets through, by name; of each its last `limit` of them. */
export function flowTrackRecords(connection: Connection, filter: RunFilter): FlowTrackRecord[] {
  const keys = connection.all<{ flow_key: string }>(
    `SELECT DISTINCT flow_key FROM runs WHERE parent IS NULL
       AND (?1 IS NULL OR ?1 IN (flow_name, flow_key, export_name)) ORDER BY flow_name, flow_key`,
    [filter.flow ?? null],
  );
  return keys.flatMap(({ flow_key: flowKey }) => {
    const runs = listRuns(connection, { ...filter, flowKey });
    const [last] = runs;
    if (last === undefined) return [];
    return [
      {
        flow: last.flowName,
        flowKey,
        file: last.file,
        last: { run: last.id, state: last.state.name, created: last.created },
        ...trackRecord(runs.map((run) => ({ ...run, state: run.state.name })).reverse()),
      },
    ];
  });
}

/** The tasks that the last runs of a flow called, in the order of their first calls. */
export function taskTrackRecords(
  connection: Connection,
  filter: RunFilter & { flowKey: FlowKey },
): TaskTrackRecord[] {
  const tasks = new Map<string, { names: Set<string>; calls: Ended[] }>();
  for (const { id } of listRuns(connection, filter).reverse()) {
    const calls = connection.all<Ended & { task_key: string; name: string }>(
      `SELECT task_key, name, state, started, ended FROM task_runs WHERE run = ?
       ORDER BY ordinal LIMIT ${callsLookedAt}`,
      [id],
    );
    for (const { task_key, name, ...call } of calls) {
      const task = tasks.get(task_key) ?? { names: new Set(), calls: [] };
      task.names.add(name);
      task.calls.push(call);
      tasks.set(task_key, task);
    }
  }
  return [...tasks].map(([taskKey, { names, calls }]) => ({
    task: commonName([...names], taskKey),
    taskKey,
    ...trackRecord(calls),
  }));
}

/** What was not run because of another's failure says nothing about itself. */
const ownFailures: ReadonlySet<StateName> = new Set(["Failed", "TimedOut", "Crashed"]);

interface Ended {
  state: StateName;
  started?: number | null;
  ended?: number | null;
}

/** @param all oldest first */
export function trackRecord(all: readonly Ended[]): TrackRecord {
  const trend = all.map(pointOf);
  const types = all.map((one) => state(one.state).type);
  const completed = types.filter((type) => type === "COMPLETED").length;
  const failed = all.filter((one) => ownFailures.has(one.state)).length;
  const times = trend
    .flatMap((point) => (point.state === "Completed" ? (point.duration ?? []) : []))
    .sort((a, b) => a - b);
  const decided = completed + failed;
  return {
    count: all.length,
    completed,
    failed,
    ...(decided === 0 ? {} : { successRate: completed / decided }),
    ...(times.length === 0 ? {} : { p50: quantile(times, 0.5), p95: quantile(times, 0.95) }),
    trend,
  };
}

/** What was restored or cached took no time, which says nothing about the next one. */
function pointOf({ state: name, started, ended }: Ended): TrendPoint {
  const worked = isTerminal(state(name)) && name !== "Cached" && name !== "Restored";
  return worked && started != null && ended != null
    ? { state: name, duration: ended - started }
    : { state: name };
}

/** By the nearest rank: always one of the values. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
}
