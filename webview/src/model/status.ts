/** How a state looks: the few looks that the panel tells apart by icon, colour, shape and word. */
import type { State, StateName } from "@millrace/protocol";

export const STATUSES = [
  "idle",
  "queued",
  "running",
  "success",
  "cached",
  "failed",
  "crashed",
  "retrying",
  "upstream",
  "skipped",
  "cancelled",
  "paused",
] as const;

export type Status = (typeof STATUSES)[number];

const BY_NAME: Record<StateName, Status> = {
  Scheduled: "queued",
  Late: "queued",
  AwaitingRetry: "retrying",
  AwaitingConcurrencySlot: "queued",
  Pending: "queued",
  Running: "running",
  Retrying: "running",
  Paused: "paused",
  Completed: "success",
  Cached: "cached",
  Restored: "cached",
  Failed: "failed",
  TimedOut: "failed",
  UpstreamFailed: "upstream",
  Crashed: "crashed",
  Cancelling: "running",
  Cancelled: "cancelled",
};

const BY_TYPE: Record<State["type"], Status> = {
  SCHEDULED: "queued",
  PENDING: "queued",
  RUNNING: "running",
  PAUSED: "paused",
  COMPLETED: "success",
  FAILED: "failed",
  CRASHED: "crashed",
  CANCELLING: "running",
  CANCELLED: "cancelled",
};

/** A name that this version does not know still has a type that it does. */
export function statusOf(state: State): Status {
  return BY_NAME[state.name] ?? BY_TYPE[state.type] ?? "idle";
}

const WORDS: Record<Status, string> = {
  idle: "not run",
  queued: "queued",
  running: "running",
  success: "completed",
  cached: "cached",
  failed: "failed",
  crashed: "crashed",
  retrying: "waiting to retry",
  upstream: "upstream failed",
  skipped: "skipped",
  cancelled: "cancelled",
  paused: "paused",
};

export function statusWord(status: Status): string {
  return WORDS[status];
}

/** Of several task runs on one node, the status that a person should hear of first. */
const URGENCY: readonly Status[] = [
  "running",
  "retrying",
  "failed",
  "crashed",
  "paused",
  "queued",
  "cancelled",
  "upstream",
  "success",
  "cached",
  "skipped",
  "idle",
];

/** While anything still runs the whole is running; once all ended, the worst end counts. */
export function combine(counts: Uint32Array): Status {
  for (const status of URGENCY) if (counts[STATUSES.indexOf(status)]) return status;
  return "idle";
}

export function isActive(status: Status): boolean {
  return status === "running" || status === "retrying" || status === "queued";
}

export function isFailure(status: Status): boolean {
  return status === "failed" || status === "crashed";
}

export const STATUS_INDEX: Record<Status, number> = Object.fromEntries(
  STATUSES.map((status, index) => [status, index]),
) as Record<Status, number>;
