/** Reads runs for people and for the editor. */
import type { RunId, StateName, TaskRunId } from "@millrace/protocol";
import leven from "leven";
import type { ArtifactRecord, LogRecord } from "../engine/record.js";
import { decode } from "./codec.js";
import type { Connection, Row, Value } from "./connection.js";
import { UnknownRunError } from "./errors.js";
import { readArtifactRow, readLogRow } from "./notes.js";
import { type RunRow, readRunRow, type StoredFlowRun } from "./run-rows.js";
import { searchRuns } from "./search.js";
import { readTaskRow, type StoredTaskRun, type TaskRow, taskColumns } from "./task-rows.js";

export interface RunFilter {
  /** The flow's name, key, or export. */
  flow?: string | undefined;
  flowKey?: string | undefined;
  states?: readonly StateName[] | undefined;
  /** Only runs made at or after this time, in milliseconds since the epoch. */
  since?: number | undefined;
  /** Only runs made before this time. */
  before?: number | undefined;
  /** In the flow's name, the run's id or the parameters' values, letter case aside. */
  search?: string | undefined;
  /** Only runs that a schedule asked for, or with `false` only others. */
  scheduled?: boolean | undefined;
  /** Also the runs that other runs called. */
  subflows?: boolean | undefined;
  limit?: number | undefined;
}

/** Newest first. */
export function listRuns(connection: Connection, filter: RunFilter = {}): StoredFlowRun[] {
  const { search, limit = -1 } = filter;
  const { tests, values } = where(filter);
  if (search) {
    return runsById(connection, searchRuns(connection, search, { tests, values }, limit));
  }
  const condition = tests.length === 0 ? "" : `WHERE ${tests.join(" AND ")}`;
  return connection
    .all<RunRow>(`SELECT * FROM runs ${condition} ORDER BY created DESC, id DESC LIMIT ?`, [
      ...values,
      limit,
    ])
    .map(readRunRow);
}

function where(filter: RunFilter): { tests: string[]; values: Value[] } {
  const tests: string[] = [];
  const values: Value[] = [];
  const test = (sql: string, ...of: Value[]) => {
    tests.push(sql);
    values.push(...of);
  };
  const { flow, flowKey, states, since, before, scheduled } = filter;
  if (flow !== undefined) test("(? IN (flow_name, flow_key, export_name))", flow);
  if (flowKey !== undefined) test("flow_key = ?", flowKey);
  if (states !== undefined) test(`state IN (${states.map(() => "?").join(",")})`, ...states);
  if (since !== undefined) test("created >= ?", since);
  if (before !== undefined) test("created < ?", before);
  if (scheduled !== undefined) test(`schedule IS ${scheduled ? "NOT " : ""}NULL`);
  if (filter.subflows !== true) test("parent IS NULL");
  return { tests, values };
}

/**
 * The run with this id, or the only one whose id starts so.
 * @throws UnknownRunError naming the nearest ids
 */
export function findRun(connection: Connection, idOrPrefix: string): StoredFlowRun {
  const exact = connection.first<RunRow>("SELECT * FROM runs WHERE id = ?", [idOrPrefix]);
  if (exact !== undefined) return readRunRow(exact);
  const matches = connection.all<RunRow>(
    "SELECT * FROM runs WHERE id >= ? AND id < ? ORDER BY id LIMIT 6",
    [idOrPrefix, `${idOrPrefix}\u{10ffff}`],
  );
  const [only, ...others] = matches;
  if (only !== undefined && idOrPrefix !== "" && others.length === 0) return readRunRow(only);
  const ids = matches.map(({ id }) => id as string);
  if (ids.length > 1 && idOrPrefix !== "") {
    throw new UnknownRunError(
      `more than one run has an id that starts with "${idOrPrefix}": ${ids.join(", ")}. Give more of it.`,
      ids,
    );
  }
  throw unknownRun(connection, idOrPrefix);
}

function unknownRun(connection: Connection, id: string): UnknownRunError {
  const recent = connection.all<{ id: string }>(
    "SELECT id FROM runs WHERE parent IS NULL ORDER BY created DESC LIMIT 200",
  );
  const nearest = recent
    .map((run) => ({ id: run.id, distance: leven(id, run.id.slice(0, id.length)) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map((run) => run.id);
  const hint =
    nearest.length === 0
      ? "The store holds no run yet."
      : `Nearest: ${nearest.join(", ")}. \`millrace runs ls\` lists the runs.`;
  return new UnknownRunError(`no run has the id "${id}". ${hint}`, nearest);
}

const readable = taskColumns
  .filter((column) => column !== "inputs" && column !== "result")
  .join(", ");

/** The task runs of a run in the order they were called; with `after`, those changed since that `seq`. */
export function taskRuns(connection: Connection, run: RunId, after = -1): StoredTaskRun[] {
  return connection
    .all<TaskRow>(`SELECT ${readable} FROM task_runs WHERE run = ? AND seq > ? ORDER BY ordinal`, [
      run,
      after,
    ])
    .map(readTaskRow);
}

/** How many task runs of a run are in each state. */
export function taskCounts(connection: Connection, run: RunId): Partial<Record<StateName, number>> {
  const rows = connection.all<{ state: StateName; count: number }>(
    "SELECT state, COUNT(*) AS count FROM task_runs WHERE run = ? GROUP BY state",
    [run],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

export interface LogFilter {
  /** Only entries with a greater `seq`. */
  after?: number | undefined;
  task?: TaskRunId | undefined;
  limit?: number | undefined;
}

/** In the order they were written. */
export function logEntries(
  connection: Connection,
  run: RunId,
  { after = -1, task, limit = -1 }: LogFilter = {},
): LogRecord[] {
  const ofTask = task === undefined ? "" : "AND task = ?";
  return connection
    .all(`SELECT * FROM logs WHERE run = ? AND seq > ? ${ofTask} ORDER BY seq LIMIT ?`, [
      run,
      after,
      ...(task === undefined ? [] : [task]),
      limit,
    ])
    .map(readLogRow);
}

/** The last ones in the order they were written, and how many there are before them. */
export function lastLogEntries(
  connection: Connection,
  run: RunId,
  { task, last }: { task: TaskRunId | undefined; last: number },
): { entries: LogRecord[]; before: number } {
  const which = `FROM logs WHERE run = ? ${task === undefined ? "" : "AND task = ?"}`;
  const of = task === undefined ? [run] : [run, task];
  const written = connection.first<{ count: number }>(`SELECT COUNT(*) AS count ${which}`, of);
  const entries = connection
    .all(`SELECT * ${which} ORDER BY seq DESC LIMIT ?`, [...of, last])
    .map(readLogRow)
    .reverse();
  return { entries, before: (written?.count ?? 0) - entries.length };
}

/** What a task run returned; `problem` says why it is not there. */
export function resultOf(
  connection: Connection,
  task: TaskRunId,
): { value: unknown } | { problem: string } {
  const dot = task.lastIndexOf(".");
  const row = connection.first<{ state: string; result: string | null; problem: string | null }>(
    "SELECT state, result, result_problem AS problem FROM task_runs WHERE run = ? AND ordinal = ?",
    [task.slice(0, dot), Number(task.slice(dot + 1))],
  );
  if (row === undefined) return { problem: `no task run has the id "${task}"` };
  if (row.result !== null) return { value: decode(row.result) };
  return { problem: row.problem ?? `it has no result: it is ${row.state}` };
}

export function artifactsOf(connection: Connection, run: RunId): ArtifactRecord[] {
  return connection
    .all<Row>("SELECT * FROM artifacts WHERE run = ? ORDER BY time, key", [run])
    .map(readArtifactRow);
}

/** The runs that this run called, in order. */
export function subflowRuns(connection: Connection, run: RunId): StoredFlowRun[] {
  return connection
    .all<RunRow>("SELECT * FROM runs WHERE parent = ? ORDER BY created, id", [run])
    .map(readRunRow);
}

/** Those of the runs that are there. */
export function runsById(connection: Connection, ids: readonly RunId[]): StoredFlowRun[] {
  return ids.flatMap((id) =>
    connection.all<RunRow>("SELECT * FROM runs WHERE id = ?", [id]).map(readRunRow),
  );
}

/** The run at the top: the one no other run called. */
export function rootOf(connection: Connection, run: StoredFlowRun): StoredFlowRun {
  return run.parent === undefined ? run : rootOf(connection, findRun(connection, run.parent));
}
