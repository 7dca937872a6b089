/** How long a task took, run by run: what a small plot is drawn from. */
import type { RunId, StateName, TrendSample } from "@millrace/protocol";
import { state } from "../engine/states.js";
import type { Connection } from "./connection.js";
import { parseHistory, taskRunId } from "./task-rows.js";

/** Of the calls of one run, so many are looked at: a map may have a hundred thousand. */
const callsLookedAt = 2_000;

interface Call {
  ordinal: number;
  state: StateName;
  message: string | null;
  history: string;
  created: number;
  ended: number | null;
}

/**
 * The task's last calls, oldest first. Of the calls that a map made, the one that took longest stands
 * for all: it is what the map took.
 * @param task the task's key
 */
export function taskTrend(
  connection: Connection,
  task: string,
  { flow, limit = 50 }: { flow?: string | undefined; limit?: number | undefined } = {},
): TrendSample[] {
  const runs = connection.all<{ run: RunId; last_ordinal: number }>(
    `SELECT c.run, c.last_ordinal FROM task_calls c JOIN runs r ON r.id = c.run
     WHERE c.task_key = ? ${flow === undefined ? "" : "AND r.flow_key = ?"}
     ORDER BY r.created DESC, r.id DESC LIMIT ?`,
    [task, ...(flow === undefined ? [] : [flow]), limit],
  );
  const samples: TrendSample[] = [];
  for (const { run, last_ordinal } of runs) {
    if (samples.length >= limit) break;
    const calls = connection.all<Call>(
      `SELECT ordinal, state, message, history, created, ended,
         MAX(COALESCE(ended - started, -1)) AS longest
       FROM (SELECT * FROM task_runs WHERE run = ? AND ordinal <= ? AND task_key = ?
             ORDER BY ordinal DESC LIMIT ${callsLookedAt})
       GROUP BY CASE WHEN map IS NULL THEN ordinal ELSE site END ORDER BY ordinal DESC LIMIT ?`,
      [run, last_ordinal, task, limit - samples.length],
    );
    samples.push(...calls.map((call) => sample(run, call)));
  }
  return samples.reverse();
}

function sample(run: RunId, call: Call): TrendSample {
  const entered = parseHistory(call.history).findLast(
    ({ name }) => name === "Running" || name === "Retrying",
  );
  return {
    run,
    task: taskRunId(run, call.ordinal),
    state: state(call.state, call.message ?? undefined),
    created: call.created,
    ...(entered === undefined || call.ended === null
      ? {}
      : { duration: call.ended - entered.time }),
  };
}
