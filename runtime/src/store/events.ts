/**
 * A run's events, rebuilt from its rows. Where several progress reports fell between two commits
 * only the last was kept; it is repeated in the place of those before it, so that `seq` stays dense
 * and a reader can still tell a lost line.
 */
import type { LogWritten, ProgressMade, RunEvent, TaskRunId } from "@millrace/protocol";
import type { LogRecord } from "../engine/record.js";
import { isTerminal, state } from "../engine/states.js";
import type { Connection } from "./connection.js";
import { type InputRow, requestOf, requestsOf } from "./input-requests.js";
import { logEntries, taskCounts, taskRuns } from "./queries.js";
import type { StoredFlowRun } from "./run-rows.js";
import type { StoredTaskRun } from "./task-rows.js";

/** The events of the run with a `seq` greater than `after`, in order and without a gap. */
export function eventsAfter(connection: Connection, run: StoredFlowRun, after: number): RunEvent[] {
  const known = new Map<number, RunEvent>();
  for (const event of [
    ...logEntries(connection, run.id, { after }).map(logEvent),
    ...unspokenAfter(connection, run, after),
  ]) {
    if (event.seq > after && event.seq <= run.seq) known.set(event.seq, event);
  }
  return withoutGaps(known, run, after);
}

/**
 * What happened in the run but for what it logged, which may be a million lines: in order, with gaps
 * in `seq`.
 */
export function unspokenEvents(connection: Connection, run: StoredFlowRun): Unspoken[] {
  return unspokenAfter(connection, run, 0).sort((a, b) => a.seq - b.seq);
}

export type Unspoken = Exclude<RunEvent, LogWritten>;

function unspokenAfter(connection: Connection, run: StoredFlowRun, after: number): Unspoken[] {
  const tasks = taskRuns(connection, run.id, after);
  return [
    ...runEvents(connection, run),
    ...tasks.flatMap(taskEvents),
    ...requestsOf(connection, run.id).flatMap(inputEvents),
    ...tasks.flatMap(progressEvents),
  ];
}

function withoutGaps(
  known: ReadonlyMap<number, RunEvent>,
  run: StoredFlowRun,
  after: number,
): RunEvent[] {
  const events: RunEvent[] = [];
  let repeated: ProgressMade | undefined;
  for (let seq = run.seq; seq > after; seq -= 1) {
    const event = known.get(seq) ?? { ...(repeated ?? stillTheSame(run)), seq };
    if (event.type === "progress") repeated = event;
    events.push(event);
  }
  return events.reverse();
}

/** Stands where nothing is left of what happened: true, and changes nothing for a reader. */
function stillTheSame(run: StoredFlowRun): RunEvent {
  const time = run.started ?? run.created;
  return { type: "run-state", run: run.id, seq: 0, time, state: state("Running") };
}

function runEvents(connection: Connection, run: StoredFlowRun): Unspoken[] {
  const events: Unspoken[] = [
    {
      type: "run-started",
      run: run.id,
      seq: 1,
      time: run.started ?? run.created,
      flow: run.flowName,
      file: run.file,
      params: run.params,
      ...(run.parent === undefined ? {} : { parent: run.parent }),
      ...(run.parentTask === undefined ? {} : { parentTask: run.parentTask }),
      ...(run.retryOf === undefined ? {} : { retryOf: run.retryOf }),
    },
  ];
  for (const { seq, time, attempt: _, ...entered } of run.history) {
    if (seq <= 1) continue;
    const common = { run: run.id, seq, time, state: entered };
    if (!isTerminal(entered)) {
      events.push({ type: "run-state", ...common });
      continue;
    }
    events.push({
      type: "run-finished",
      ...common,
      duration: time - (run.started ?? run.created),
      counts: taskCounts(connection, run.id),
      ...(run.error === undefined ? {} : { error: run.error }),
    });
  }
  return events;
}

function taskEvents(task: StoredTaskRun): Unspoken[] {
  const node = task.callSite && nodeOf(task.callSite);
  return task.history.map(({ seq, time, attempt, reason, ...entered }, index) => ({
    type: "task-state",
    run: task.run,
    seq,
    time,
    task: task.id,
    name: task.name,
    ...(node === undefined ? {} : { node }),
    ...(task.via === undefined ? {} : { via: task.via.map(nodeOf) }),
    state: entered,
    attempt,
    upstream: task.upstream,
    ...(task.map === undefined ? {} : { map: task.map }),
    ...(reason === undefined ? {} : { reason }),
    // Only the last state's error is kept.
    ...(task.error !== undefined && index === task.history.length - 1 ? { error: task.error } : {}),
  }));
}

export function nodeOf({
  file,
  line,
  column,
}: {
  file: string;
  line: number;
  column: number;
}): string {
  return `${file}:${line}:${column}`;
}

function logEvent({ run, task, seq, time, level, message, source }: LogRecord): RunEvent {
  return {
    type: "log",
    run,
    seq,
    time,
    ...(task === undefined ? {} : { task }),
    level,
    message,
    ...(source === undefined ? {} : { source }),
  };
}

function inputEvents(row: InputRow): Unspoken[] {
  const { id, run, seq, asked, state: now, settled, settled_seq: settledSeq } = row;
  const { refused: _, ...request } = requestOf(row);
  const events: Unspoken[] = [{ type: "input-requested", run, seq, time: asked, request }];
  if (settled === null || settledSeq === null || now === "open" || now === "answered")
    return events;
  const outcome = now === "accepted" ? "answered" : now;
  events.push({ type: "input-settled", run, seq: settledSeq, time: settled, request: id, outcome });
  return events;
}

function progressEvents(task: StoredTaskRun): ProgressMade[] {
  const { progress } = task;
  if (progress === undefined) return [];
  const { seq, time, ...made } = progress;
  const id: TaskRunId = task.id;
  return [{ type: "progress", run: task.run, seq, time, task: id, ...made }];
}
