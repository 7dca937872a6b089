/** How a flow or a task did lately: for a hover and a code lens. */
import type { RunId, StateName, Statistics } from "@millrace/protocol";
import { state } from "../engine/states.js";
import type { Connection } from "./connection.js";

/** How many of the last ones are looked at. */
const lastFew = 20;

interface Outcome {
  run: RunId;
  state: StateName;
  message: string | null;
  created: number;
  started: number | null;
  ended: number | null;
  /** Of a task: why its code ran, or did not, where its files decided. */
  reason?: string | null;
}

const outcome = "state, message, created, started, ended";

/** Undefined where the flow has never run. */
export function flowStatistics(connection: Connection, flowKey: string): Statistics | undefined {
  const outcomes = connection.all<Outcome>(
    `SELECT id AS run, ${outcome} FROM runs WHERE flow_key = ? ORDER BY created DESC LIMIT ?`,
    [flowKey, lastFew],
  );
  const summary = summarize(outcomes);
  if (summary === undefined) return undefined;
  const failedTask = firstFailedTask(connection, summary.last.run);
  if (failedTask !== undefined) summary.last.failedTask = failedTask;
  return summary;
}

function firstFailedTask(connection: Connection, run: RunId): string | undefined {
  return connection.first<{ name: string }>(
    `SELECT name FROM task_runs WHERE run = ? AND state IN ('Failed', 'TimedOut', 'Crashed')
     AND run IN (SELECT id FROM runs WHERE state IN ('Failed', 'TimedOut', 'Crashed'))
     ORDER BY ended LIMIT 1`,
    [run],
  )?.name;
}

/** Undefined where the task was never called. */
export function taskStatistics(connection: Connection, taskKey: string): Statistics | undefined {
  const calls = connection.all<{ run: RunId; last_ordinal: number }>(
    `SELECT c.run, c.last_ordinal FROM task_calls c JOIN runs r ON r.id = c.run
     WHERE c.task_key = ? ORDER BY r.created DESC LIMIT ?`,
    [taskKey, lastFew],
  );
  const outcomes: Outcome[] = [];
  for (const { run, last_ordinal } of calls) {
    if (outcomes.length >= lastFew) break;
    outcomes.push(
      ...connection.all<Outcome>(
        `SELECT run, ${outcome}, json_extract(history, '$[#-1][5]') AS reason FROM task_runs
         WHERE run = ? AND ordinal <= ? AND task_key = ? ORDER BY ordinal DESC LIMIT ?`,
        [run, last_ordinal, taskKey, lastFew - outcomes.length],
      ),
    );
  }
  return summarize(outcomes);
}

/** `outcomes` are newest first. */
function summarize(outcomes: Outcome[]): Statistics | undefined {
  const [last] = outcomes;
  if (last === undefined) return undefined;
  const completed = outcomes.filter((one) => state(one.state).type === "COMPLETED");
  // What was restored or cached took no time, which says nothing about the next run.
  const durations = completed
    .filter((one) => one.state === "Completed")
    .flatMap((one) => durationOf(one) ?? []);
  const duration = durationOf(last);
  return {
    last: {
      run: last.run,
      state: state(last.state, last.message ?? undefined),
      started: last.started ?? last.created,
      ...(duration === undefined ? {} : { duration }),
      ...(last.reason ? { reason: last.reason } : {}),
    },
    recent: { runs: outcomes.length, completed: completed.length },
    durations,
  };
}

function durationOf({ started, ended }: Outcome): number | undefined {
  return started === null || ended === null ? undefined : ended - started;
}
