/** A flow run as a row, and back. */
import type { RunError, StateName } from "@millrace/protocol";
import type { FlowRunRecord } from "../engine/record.js";
import { state } from "../engine/states.js";
import type { ProcessIdentity } from "../processes/identity.js";
import { decode, encode } from "./codec.js";
import type { Value } from "./connection.js";
import { UnstorableResultError } from "./errors.js";
import { historyText, parseHistory } from "./task-rows.js";

const fixed = [
  "id",
  "flow_key",
  "flow_name",
  "file",
  "export_name",
  "params",
  "params_problem",
  "parent",
  "parent_task",
  "retry_of",
  "schedule",
  "scheduled",
  "created",
  "host",
  "pid",
  "process_start",
  "supervisor",
  "supervisor_start",
] as const;
const changing = [
  "state",
  "message",
  "history",
  "seq",
  "started",
  "ended",
  "error",
  "heartbeat",
] as const;
const columns = [...fixed, ...changing] as const;

export type RunRow = Record<(typeof columns)[number] | "cancel_requested", Value>;

/** Inserts a run, or brings it up to date; who runs it is set once. */
export const upsertRun = `INSERT INTO runs (${columns.join(",")})
  VALUES (${columns.map(() => "?").join(",")})
  ON CONFLICT (id) DO UPDATE SET ${changing.map((c) => `${c} = excluded.${c}`).join(",")}`;

/** Who runs it: this process, and the one that must live for it to go on. */
export interface Lease {
  runner: ProcessIdentity;
  supervisor?: ProcessIdentity;
}

export function runRow(record: FlowRunRecord, lease: Lease, now: number): Value[] {
  const { text, problem } = encodeParams(record.params);
  return [
    record.id,
    record.flowKey,
    record.flowName,
    record.file,
    record.exportName ?? null,
    text,
    problem,
    record.parent ?? null,
    record.parentTask ?? null,
    record.retryOf ?? null,
    record.schedule ?? null,
    record.scheduled ?? null,
    record.created,
    lease.runner.host,
    lease.runner.pid,
    lease.runner.start,
    lease.supervisor?.pid ?? null,
    lease.supervisor?.start ?? null,
    record.state.name,
    record.state.message ?? null,
    historyText(record.history),
    record.seq,
    record.started ?? null,
    record.ended ?? null,
    record.error === undefined ? null : JSON.stringify(record.error),
    now,
  ];
}

/** What cannot be stored is left out and said, so that a retry can refuse to guess it. */
function encodeParams(params: Record<string, unknown>): { text: string; problem: string | null } {
  try {
    return { text: encode(params), problem: null };
  } catch (error) {
    if (!(error instanceof UnstorableResultError)) throw error;
  }
  const kept: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(params)) {
    try {
      encode(value);
      kept[name] = value;
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message}`);
    }
  }
  return { text: encode(kept), problem: problems.join("; ") };
}

/** A flow run as read from the file. */
export interface StoredFlowRun extends FlowRunRecord {
  /** Which parameters could not be kept, and why. */
  paramsProblem?: string;
  runner: ProcessIdentity;
  /** When somebody asked that the run be cancelled. */
  cancelRequested?: number;
}

export function readRunRow(row: RunRow): StoredFlowRun {
  const optional = <T>(key: string, value: T | null) => (value === null ? {} : { [key]: value });
  return {
    id: row.id as string,
    flowKey: row.flow_key as string,
    flowName: row.flow_name as string,
    file: row.file as string,
    params: decode(row.params as string) as Record<string, unknown>,
    created: row.created as number,
    state: state(row.state as StateName, (row.message as string | null) ?? undefined),
    history: parseHistory(row.history as string),
    seq: row.seq as number,
    runner: {
      host: row.host as string,
      pid: row.pid as number,
      start: row.process_start as string,
    },
    ...optional("exportName", row.export_name),
    ...optional("paramsProblem", row.params_problem),
    ...optional("parent", row.parent),
    ...optional("parentTask", row.parent_task),
    ...optional("retryOf", row.retry_of),
    ...optional("schedule", row.schedule),
    ...optional("scheduled", row.scheduled),
    ...optional("started", row.started),
    ...optional("ended", row.ended),
    ...optional("error", row.error === null ? null : (JSON.parse(row.error as string) as RunError)),
    ...optional("cancelRequested", row.cancel_requested),
  };
}
