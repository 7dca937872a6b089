/** A task run as a row, and back. This is the hot path: it writes its small JSON by hand. */
import type { Frame, RunError, RunId, StateName, TaskRunId } from "@millrace/protocol";
import type { StateChange, TaskRunRecord } from "../engine/record.js";
import { state } from "../engine/states.js";
import { encode } from "./codec.js";
import type { Value } from "./connection.js";
import { UnstorableResultError } from "./errors.js";
import { inputsText } from "./inputs.js";

export const taskColumns = [
  "run",
  "ordinal",
  "task_key",
  "name",
  "site",
  "map",
  "upstream",
  "input_hash",
  "source_hash",
  "state",
  "message",
  "attempt",
  "seq",
  "history",
  "created",
  "started",
  "ended",
  "error",
  "subflow",
  "progress",
  "inputs",
  "result_problem",
  "result",
] as const;

export type TaskRow = Record<(typeof taskColumns)[number], Value>;

/** What is set when the task run is made and never changes. */
const fixed: ReadonlySet<string> = new Set([
  "run",
  "ordinal",
  "task_key",
  "site",
  "map",
  "source_hash",
  "created",
]);

/** Inserts that many task runs, or brings them up to date. */
export function upsertTasks(rows: number): string {
  const row = `(${taskColumns.map(() => "?").join(",")})`;
  const updates = taskColumns.filter((column) => !fixed.has(column));
  return `INSERT INTO task_runs (${taskColumns.join(",")}) VALUES ${Array(rows).fill(row).join(",")}
    ON CONFLICT (run, ordinal) DO UPDATE SET ${updates.map((c) => `${c} = excluded.${c}`).join(",")}`;
}

/** A result as text, or why there is none; taken when the task run completes. */
export interface StoredResult {
  text: string | null;
  problem: string | null;
}

const noResult: StoredResult = { text: null, problem: null };

export function storedResult(record: TaskRunRecord): StoredResult {
  if (record.result === undefined || record.state.type !== "COMPLETED") return noResult;
  try {
    return { text: encode(record.result.value), problem: null };
  } catch (error) {
    if (!(error instanceof UnstorableResultError)) throw error;
    return { text: null, problem: error.message };
  }
}

/** Appends the values of the row, in the order of {@link taskColumns}. */
export function appendTaskRow(into: Value[], record: TaskRunRecord, result: StoredResult): void {
  const { progress } = record;
  into.push(
    record.run,
    record.ordinal,
    record.taskKey,
    record.name,
    siteText(record),
    record.map === undefined ? null : `${record.map.index}/${record.map.of}`,
    upstreamText(record),
    record.inputHash ?? null,
    record.sourceHash,
    record.state.name,
    record.state.message ?? null,
    record.attempt,
    lastSeq(record),
    historyText(record.history),
    record.created,
    record.started ?? null,
    record.ended ?? null,
    record.error === undefined ? null : JSON.stringify(record.error),
    record.subflow ?? null,
    progress === undefined ? null : JSON.stringify(progress),
    inputsText(record),
    result.problem,
    result.text,
  );
}

/** That of the newest event this record tells of. */
function lastSeq({ history, progress }: TaskRunRecord): number {
  return Math.max(history[history.length - 1]?.seq ?? 0, progress?.seq ?? 0);
}

/** `[["Running",12,1700000000000,1,"message","reason"],...]`: name, seq, time, attempt. */
export function historyText(history: readonly StateChange[]): string {
  let text = "[";
  for (const change of history) {
    if (text.length > 1) text += ",";
    text += `["${change.name}",${change.seq},${change.time},${change.attempt}`;
    if (change.message !== undefined) text += `,${JSON.stringify(change.message)}`;
    else if (change.reason !== undefined) text += ",null";
    text += change.reason === undefined ? "]" : `,${JSON.stringify(change.reason)}]`;
  }
  return `${text}]`;
}

export function parseHistory(text: string): StateChange[] {
  const changes = JSON.parse(text) as [
    StateName,
    number,
    number,
    number,
    (string | null)?,
    string?,
  ][];
  return changes.map(([name, seq, time, attempt, message, reason]) => ({
    ...state(name, message ?? undefined),
    seq,
    time,
    attempt,
    ...(reason === undefined ? {} : { reason }),
  }));
}

/** Mapped calls share their frames, so their text is made once. */
const siteTexts = new WeakMap<Frame, { via: readonly Frame[] | undefined; text: string }>();

function siteText({ callSite, via }: TaskRunRecord): string | null {
  if (callSite === undefined) return null;
  const known = siteTexts.get(callSite);
  if (known !== undefined && known.via === via) return known.text;
  const text = JSON.stringify([callSite, ...(via ?? [])]);
  siteTexts.set(callSite, { via, text });
  return text;
}

/** Ids of the same run lose the run's part: `1,4`; others are kept whole: `1,otherRun.7`. */
function upstreamText({ run, upstream }: TaskRunRecord): string {
  if (upstream.length === 0) return "";
  return upstream.map((id) => (isOf(run, id) ? id.slice(run.length + 1) : id)).join(",");
}

function isOf(run: RunId, id: TaskRunId): boolean {
  return id.startsWith(run) && id[run.length] === ".";
}

export function taskRunId(run: RunId, ordinal: number): TaskRunId {
  return `${run}.${ordinal}`;
}

/** A task run as read from the file; its inputs and its result stay there until asked for. */
export type StoredTaskRun = Omit<TaskRunRecord, "inputs" | "params" | "result"> & {
  /** Why the result could not be kept, where that is so. */
  resultProblem?: string;
};

export function readTaskRow(row: TaskRow): StoredTaskRun {
  const run = row.run as string;
  const ordinal = row.ordinal as number;
  const [callSite, ...via] = row.site === null ? [] : (JSON.parse(row.site as string) as Frame[]);
  const map = row.map === null ? undefined : (row.map as string).split("/").map(Number);
  const upstream = row.upstream as string;
  const history = parseHistory(row.history as string);
  const reason = history.at(-1)?.reason;
  return {
    id: taskRunId(run, ordinal),
    run,
    ordinal,
    taskKey: row.task_key as string,
    name: row.name as string,
    sourceHash: row.source_hash as string,
    upstream:
      upstream === ""
        ? []
        : upstream.split(",").map((id) => (id.includes(".") ? id : taskRunId(run, Number(id)))),
    state: state(row.state as StateName, (row.message as string | null) ?? undefined),
    attempt: row.attempt as number,
    history,
    created: row.created as number,
    ...(reason === undefined ? {} : { reason }),
    ...(callSite === undefined ? {} : { callSite }),
    ...(via.length === 0 ? {} : { via }),
    ...(map === undefined ? {} : { map: { index: map[0] as number, of: map[1] as number } }),
    ...(row.input_hash === null ? {} : { inputHash: row.input_hash as string }),
    ...(row.started === null ? {} : { started: row.started as number }),
    ...(row.ended === null ? {} : { ended: row.ended as number }),
    ...(row.error === null ? {} : { error: JSON.parse(row.error as string) as RunError }),
    ...(row.subflow === null ? {} : { subflow: row.subflow as string }),
    ...(row.progress === null ? {} : { progress: JSON.parse(row.progress as string) }),
    ...(row.result_problem === null ? {} : { resultProblem: row.result_problem as string }),
  };
}
