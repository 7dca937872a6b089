/** Rows and the time axis of the timeline; long idle gaps are folded to a labelled break. */
import type { FlowGraph, NodeId, TaskRun } from "@millrace/protocol";
import { isFailure, type Status, statusOf } from "./status.js";
import type { TaskStore } from "./tasks.js";

export interface Row {
  node: NodeId;
  label: string;
  /** One for most; all of them for a mapped node. */
  tasks: TaskRun[];
}

export interface Bar {
  task: TaskRun;
  status: Status;
  /** When it was created; what lies before `start` is waiting. */
  queued: number;
  start: number;
  end: number;
}

export interface Break {
  start: number;
  end: number;
}

export interface Axis {
  start: number;
  end: number;
  breaks: Break[];
  /** From a moment to 0..1, breaks folded. */
  position(time: number): number;
  ticks: { time: number; at: number; label: number }[];
}

/** How much of the axis a folded gap takes. */
const FOLD = 0.03;

/** Of the axis: what stands closer is one to the eye, and a status has some 300 bars at most. */
const NEAR = 1 / 300;

export function timelineRows(
  tasks: TaskStore,
  order: readonly NodeId[],
  labels: Map<NodeId, string>,
) {
  const place = new Map(order.map((id, index) => [id, index]));
  const rows: Row[] = [];
  for (const [node, list] of tasks.byNode) {
    rows.push({ node, label: labels.get(node) ?? list[0]?.name ?? node, tasks: list });
  }
  const first = (row: Row) => tasks.tallies.get(row.node)?.started ?? 0;
  const rank = (row: Row) => place.get(row.node) ?? Number.POSITIVE_INFINITY;
  return rows.sort((a, b) => compare(rank(a), rank(b)) || compare(first(a), first(b)));
}

/** In how many subflows a node is; those in none are left out. A call comes before what is in it. */
export function subflowDepths(graph: FlowGraph | undefined): Map<NodeId, number> {
  const depths = new Map<NodeId, number>();
  const calls = new Set<NodeId>();
  for (const { id, group, task } of graph?.nodes ?? []) {
    if (task !== undefined) calls.add(id);
    if (group === undefined) continue;
    const depth = (depths.get(group) ?? 0) + (calls.has(group) ? 1 : 0);
    if (depth > 0) depths.set(id, depth);
  }
  return depths;
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

export function barOf(task: TaskRun, now: number): Bar | undefined {
  const start = task.started ?? (task.ended === undefined ? undefined : task.ended);
  if (start === undefined) return undefined;
  return {
    task,
    status: statusOf(task.state),
    queued: Math.min(task.created, start),
    start,
    end: Math.max(start, task.ended ?? now),
  };
}

/**
 * Bars of one status that would share their pixels are one bar: a mapped node may have thousands.
 * What failed comes last, over what went well.
 */
export function joinedBars(bars: readonly Bar[], axis: Axis): Bar[] {
  if (bars.length <= 60) return [...bars];
  const joined: Bar[] = [];
  const latest = new Map<Status, Bar>();
  for (const bar of [...bars].sort((a, b) => a.start - b.start)) {
    const last = latest.get(bar.status);
    if (last && axis.position(bar.start) - axis.position(last.end) < NEAR) {
      last.end = Math.max(last.end, bar.end);
      continue;
    }
    const own = { ...bar };
    latest.set(bar.status, own);
    joined.push(own);
  }
  return joined.sort((a, b) => Number(isFailure(a.status)) - Number(isFailure(b.status)));
}

export function timeAxis(tasks: TaskStore, started: number, now: number): Axis {
  const spans: Break[] = [];
  let end = Math.max(now, started + 1);
  for (const task of tasks.byId.values()) {
    if (task.started === undefined) continue;
    const stop = task.ended ?? now;
    spans.push({ start: task.started, end: stop });
    end = Math.max(end, stop);
  }
  const breaks = gaps(spans, started, end);
  const folded = breaks.reduce((sum, gap) => sum + gap.end - gap.start, 0);
  const busy = Math.max(1, end - started - folded);
  const scale = (1 - FOLD * breaks.length) / busy;
  const position = (time: number): number => {
    let at = 0;
    let from = started;
    for (const gap of breaks) {
      if (time <= gap.start) break;
      at += (gap.start - from) * scale;
      from = gap.end;
      if (time < gap.end) {
        return at + (FOLD * (time - gap.start)) / (gap.end - gap.start);
      }
      at += FOLD;
    }
    return at + (time - from) * scale;
  };
  return {
    start: started,
    end,
    breaks,
    position,
    ticks: ticks(started, end, busy, breaks, position),
  };
}

/** Spans of more than a fifth of the whole in which nothing ran. */
function gaps(spans: Break[], start: number, end: number): Break[] {
  const found: Break[] = [];
  let until = start;
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    if (span.start - until > (end - start) * 0.2) found.push({ start: until, end: span.start });
    until = Math.max(until, span.end);
  }
  return found;
}

const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 18e5,
  36e5, 72e5, 216e5, 864e5,
];

function ticks(
  start: number,
  end: number,
  busy: number,
  breaks: Break[],
  position: (time: number) => number,
): Axis["ticks"] {
  const step = STEPS.find((candidate) => busy / candidate <= 8) ?? 864e5;
  const list: Axis["ticks"] = [];
  for (let label = 0; start + label <= end && list.length < 100; label += step) {
    const time = start + label;
    const inBreak = breaks.find((gap) => time > gap.start && time < gap.end);
    if (inBreak) {
      label += Math.floor((inBreak.end - time) / step) * step;
      continue;
    }
    list.push({ time, at: position(time), label });
  }
  return list;
}
