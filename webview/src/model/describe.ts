/** A node in words: the second line of its card, and what a screen reader says. */
import type { NodeId, State } from "@millrace/protocol";
import { formatCount, formatDuration, plural, visibleText } from "./format.js";
import { at, isSubflow, type Scene, type SceneEdge, type SceneNode } from "./scene.js";
import { combine, STATUS_INDEX, STATUSES, type Status, statusOf, statusWord } from "./status.js";
import type { Tally, TaskStore } from "./tasks.js";

/** What a drawn node shows; a closed group shows the sum of its members. */
export interface Look {
  status: Status;
  counts: Uint32Array;
  total: number;
  expected: number;
  /** How often it was called: of a closed subflow the calls, not the task runs in it. */
  times: number;
  /** Milliseconds; while it runs, up to now. */
  elapsed?: number;
  meta: string;
  /** The first line of the error, where there is one. */
  error?: string;
  /** A person has to answer before it goes on. */
  waits?: boolean;
  /** What it took stands beside what it took in another run. */
  compared?: boolean;
  /** Why its code ran, or did not. */
  reason?: string;
}

/** @param standIn what the call of the subflow that the node is in amounts to */
export function lookOf(
  node: SceneNode,
  tasks: TaskStore,
  now: number,
  ended: boolean,
  standIn?: Tally,
): Look {
  const own = tasks.tallies.get(node.id);
  const call = isSubflow(node) ? own : undefined;
  const tallies =
    node.swallowed.length > 0
      ? [node.id, ...node.swallowed].flatMap((id: NodeId) => tasks.steps(id) ?? [])
      : own
        ? [own]
        : [];
  const counts = new Uint32Array(STATUSES.length);
  let [total, expected, started, finished] = [0, 0, Number.POSITIVE_INFINITY, 0];
  for (const tally of tallies) {
    tally.counts.forEach((count, index) => {
      counts[index] = (counts[index] ?? 0) + count;
    });
    total += tally.total;
    expected += tally.expected;
    started = Math.min(started, tally.started);
    finished = Math.max(finished, tally.ended);
  }
  if (call) [started, finished] = [call.started, call.ended];
  const status = statusFor(node, call?.counts ?? counts, total, tasks.total > 0 && ended, standIn);
  const running = status === "running" || status === "retrying";
  const elapsed = Number.isFinite(started) ? (running ? now : finished) - started : undefined;
  const times = call?.expected ?? expected;
  const look: Look = { status, counts, total, expected, times, meta: "" };
  if (elapsed !== undefined && elapsed >= 0) look.elapsed = elapsed;
  const failure = tallies.find((tally) => tally.failed)?.failed?.error;
  if (failure) look.error = firstLine(failure.message || failure.name);
  const isTakenOver = total === 0 && status === "cached" && standIn;
  look.meta = isTakenOver ? wordOf(standIn.latest.state) : metaOf(node, look, tallies, tasks, now);
  return look;
}

/**
 * A node that the finished run never reached was skipped, not forgotten; one in a subflow that was
 * taken over from an earlier run was so as well.
 */
function statusFor(
  node: SceneNode,
  counts: Uint32Array,
  total: number,
  ended: boolean,
  standIn: Tally | undefined,
): Status {
  if (total > 0) return combine(counts);
  const runs = node.kind === "task" || node.kind === "flow" || node.kind === "map";
  if (runs && standIn && combine(standIn.counts) === "cached") return "cached";
  return ended && runs && !node.open ? "skipped" : "idle";
}

function wordOf(state: State): string {
  return state.name === "Restored" ? "restored" : statusWord(statusOf(state));
}

function metaOf(
  node: SceneNode,
  look: Look,
  tallies: Tally[],
  tasks: TaskStore,
  now: number,
): string {
  if (look.total === 0) return idleMeta(node, look.status);
  const parts: string[] = [];
  if (look.expected > 1) {
    for (const [status, word] of COUNTED) {
      const count = look.counts[STATUS_INDEX[status]] ?? 0;
      if (count > 0) parts.push(`${formatCount(count)} ${word}`);
    }
  } else {
    const task = tallies[0]?.latest;
    const progress = task && tasks.progress.get(task.id);
    if (look.error && look.status === "failed") parts.push(look.error);
    else if (look.status === "running" && progress?.total) {
      parts.push(`${formatCount(progress.done)} of ${formatCount(progress.total)}`);
    } else if (look.status === "retrying" && task?.retryAt !== undefined) {
      parts.push(`retry in ${Math.max(0, Math.ceil((task.retryAt - now) / 1000))} s`);
    } else if (look.status !== "success" || !task || task.attempt < 2) {
      parts.push(task?.state.name === "Restored" ? wordOf(task.state) : statusWord(look.status));
    }
    if (task && task.attempt > 1) {
      parts.push(
        task.attemptsAllowed
          ? `attempt ${task.attempt} of ${task.attemptsAllowed}`
          : `attempt ${task.attempt}`,
      );
    }
  }
  if (look.elapsed !== undefined && look.status !== "cached")
    parts.push(formatDuration(look.elapsed));
  return visibleText(parts.join(" · "));
}

const COUNTED: [Status, string][] = [
  ["success", "done"],
  ["cached", "cached"],
  ["failed", "failed"],
  ["crashed", "crashed"],
  ["running", "running"],
  ["retrying", "retrying"],
  ["upstream", "held back"],
  ["cancelled", "cancelled"],
];

const TIMES = {
  "1": "",
  "0..1": "maybe",
  "0..n": "zero or more times",
  "1..n": "one or more times",
};

function idleMeta(node: SceneNode, status: Status): string {
  const words: string[] = [];
  if (status === "skipped") words.push("skipped");
  if (node.steps > 0) words.push(plural(node.steps, "step"));
  if (node.code === undefined) return words.join(" · ") || "seen at run time";
  if (node.code.certainty === "unreachable") words.push("never reached");
  else if (node.kind === "unknown") words.push("call not understood");
  else if (status !== "skipped") {
    const times = TIMES[node.code.times];
    if (times) words.push(times);
    else if (node.code.certainty === "maybe") words.push("maybe");
  }
  const { retries, timeout, cache } = node.code.options ?? {};
  if (retries) words.push(plural(retries, "retry", "retries"));
  if (timeout) words.push(`timeout ${formatDuration(timeout * 1000)}`);
  if (cache) words.push("cached");
  return words.join(" · ");
}

const KINDS: Record<SceneNode["kind"], string> = {
  task: "task",
  flow: "subflow",
  map: "for each",
  loop: "loop",
  branch: "branch",
  try: "try",
  param: "parameter",
  return: "result",
  unknown: "unknown call",
};

export function kindWord(node: SceneNode): string {
  return node.code ? KINDS[node.kind] : "seen at run time";
}

export const EDGE_WORDS: Record<SceneEdge["kind"], string> = {
  data: "hands on its result",
  order: "comes first",
  wait: "is waited for",
  control: "decides",
  error: "on error",
};

/** "extract_orders, running, attempt 2 of 3, 98 of 120 done, 1.8 s, 2 upstream, 5 downstream". */
export function spokenName(scene: Scene, node: SceneNode, look: Look, hasRun: boolean): string {
  const parts = [visibleText(node.label)];
  if (node.kind !== "task" || !node.code) parts.push(kindWord(node));
  if (hasRun || look.total > 0) parts.push(statusWord(look.status));
  const said = new Set([...parts, KINDS[node.kind]]);
  parts.push(...look.meta.split(" · ").filter((part) => part !== "" && !said.has(part)));
  parts.push(`${at(scene.in, node.index).length} upstream`);
  parts.push(`${at(scene.out, node.index).length} downstream`);
  return parts.join(", ");
}

export function firstLine(text: string): string {
  const end = text.search(/[\r\n]/);
  return (end < 0 ? text : text.slice(0, end)).slice(0, 200);
}
