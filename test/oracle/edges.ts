/** Data and wait edges: those observed must be in the graph, and those in the graph observed. */
import type { Edge, NodeId } from "@millrace/protocol";
import { type Course, type Flow, type PlacedTask, type Program, ran, repeats } from "./identify.js";
import type { Source } from "./marks.js";
import type { Reporter } from "./report.js";

/** `failure`: the mark came in an error, perhaps by way of what could not run because of it. */
type SeenKind = "data" | "failure" | "wait" | "upstream";
/** What an edge is told by: `from`, `to` and kind. */
type Key = string;
const keyOf = (from: NodeId, to: NodeId, kind: string): Key => `${from} -> ${to} (${kind})`;

export function checkEdges(program: Program, reporter: Reporter): void {
  for (const flow of program.flows) {
    const courses = program.courses.filter((course) => course.flow === flow);
    const seen = new Seen();
    for (const course of courses) observe(program, course, seen);
    checkRecall(flow, seen, reporter);
    checkPrecision(flow, courses, seen, reporter);
    checkAlways(program, flow, courses, reporter);
  }
}

// ---- what was seen

function observe(program: Program, course: Course, seen: Seen): void {
  for (const task of course.observation.tasks) {
    const to = lifted(program, course, task.id);
    if (to === undefined) continue;
    for (const source of task.inputs) {
      const from = sourceOf(program, course, source);
      // A node hands on to itself from pass to pass, but not within the subflow that it stands for.
      if (from === undefined || from.task === to.id) continue;
      seen.add(from.nodes, to.nodes, isFailed(course, source) ? "failure" : "data");
    }
  }
  for (const task of course.tasks) {
    for (const id of task.upstream) {
      const from = sourceOf(program, course, id);
      // What a task got as a value it need not wait for.
      const kind = task.inputs.has(id) ? "upstream" : "wait";
      if (from !== undefined) seen.add(from.nodes, task.nodes, kind);
    }
  }
  const returned = [...course.flow.nodes.values()].find(({ kind }) => kind === "return");
  for (const source of course.run.result ?? []) {
    const from = sourceOf(program, course, source);
    if (from !== undefined) seen.add(from.nodes, [returned?.id ?? "return"], "data");
  }
}

function isFailed({ observation }: Course, source: Source): boolean {
  return observation.tasks.some(({ id, state }) => id === source && state === "Failed");
}

/** Edges as they were seen, by key; each with the edges it may be. */
class Seen {
  readonly all = new Map<Key, readonly (readonly [NodeId, NodeId, SeenKind])[]>();
  readonly possible = new Set<Key>();

  add(from: readonly NodeId[], to: readonly NodeId[], kind: SeenKind): void {
    const key = keyOf(from.join(" or "), to.join(" or "), kind);
    if (this.all.has(key)) return;
    const pairs = from.flatMap((a) => to.map((b) => [a, b, kind] as const));
    this.all.set(key, pairs);
    for (const [a, b] of pairs) this.possible.add(keyOf(a, b, kind));
  }

  has(from: NodeId, to: NodeId, kind: SeenKind): boolean {
    return this.possible.has(keyOf(from, to, kind));
  }
}

/** The task run of this course that a task run is, or is part of by way of subflows. */
function lifted(
  { placed }: Program,
  { observation, run }: Course,
  id: string,
): PlacedTask | undefined {
  const all = placed.get(observation);
  const runs = new Map(observation.runs.map((each) => [each.id, each]));
  let task = all?.get(id);
  for (; task !== undefined && task.run !== run.id; ) {
    const parent = runs.get(task.run)?.parentTask;
    task = parent === undefined ? undefined : all?.get(parent);
  }
  return task;
}

interface Origin {
  nodes: readonly NodeId[];
  /** The task run of this course, where it is one. */
  task: string | undefined;
}

/** The node that a mark comes from, as this course sees it. */
function sourceOf(program: Program, course: Course, source: Source): Origin | undefined {
  if (source === "seed") return undefined;
  if (!source.startsWith("param:")) {
    const task = lifted(program, course, source);
    return task && { nodes: task.nodes, task: task.id };
  }
  if (course.run.parentTask !== undefined) return undefined;
  const name = source.slice("param:".length);
  const param = [...course.flow.nodes.values()].find(
    ({ kind, label }) => kind === "param" && label === name,
  );
  return { nodes: [param?.id ?? source], task: undefined };
}

// ---- recall

function checkRecall({ name, edges, nodes }: Flow, seen: Seen, reporter: Reporter): void {
  const has = (from: NodeId, to: NodeId, ...kinds: Edge["kind"][]) =>
    edges.some((edge) => edge.from === from && edge.to === to && kinds.includes(edge.kind));
  for (const [key, pairs] of seen.all) {
    const [kind, end] = [pairs[0]?.[2], pairs[0]?.[1]];
    if (kind === "upstream") continue;
    // The engine knows a value that a subflow was given and returned as the subflow's own.
    if (kind === "wait" && isFlow(nodes, pairs[0]?.[0] ?? "")) continue;
    const isFound = pairs.some(([from, to]) => {
      if (kind === "wait") return has(from, to, "wait", "data", "error");
      if (has(from, to, "data", "error")) return true;
      return passesThrough(edges, (id) => kind === "failure" || isFlow(nodes, id), from, to);
    });
    const isReturn = end === "return" || nodes.get(end ?? "")?.kind === "return";
    const wrong =
      kind === "wait"
        ? "missing wait edge"
        : isReturn
          ? "missing return edge"
          : "missing data edge";
    reporter.check("edgeRecall", isFound, wrong, () => `${name}: ${key}`);
  }
}

/**
 * A subflow may hand on what it was given: A -> S -> B carries A's mark to B. An error goes on through
 * all that could not run because of it.
 */
function passesThrough(
  edges: readonly Edge[],
  handsOn: (id: NodeId) => boolean,
  from: NodeId,
  to: NodeId,
): boolean {
  const data = edges.filter(({ kind }) => kind === "data" || kind === "error" || kind === "wait");
  const seen = new Set([from]);
  const todo = [from];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    for (const edge of data) {
      if (edge.from !== at) continue;
      if (edge.to === to) return true;
      if (handsOn(edge.to) && !seen.has(edge.to)) {
        seen.add(edge.to);
        todo.push(edge.to);
      }
    }
  }
  return false;
}

function isFlow(nodes: Flow["nodes"], id: NodeId): boolean {
  return nodes.get(id)?.kind === "flow";
}

// ---- precision

function checkPrecision(
  flow: Flow,
  courses: readonly Course[],
  seen: Seen,
  reporter: Reporter,
): void {
  for (const edge of flow.edges) {
    const { from, to, kind } = edge;
    if (kind !== "data" && kind !== "wait") continue;
    if (!courses.some((course) => bothRan(course, from, to))) continue;
    const waits = seen.has(from, to, "wait") || seen.has(from, to, "upstream");
    const isSubflow = hasSubflow(flow, edge);
    const marks = seen.has(from, to, "data") || seen.has(from, to, "failure");
    const isSeen = kind === "wait" ? waits : marks || (isSubflow && waits);
    if (isSubflow && !isSeen) continue;
    const wrong = kind === "data" ? "false data edge" : "false wait edge";
    reporter.check("edgePrecision", isSeen, wrong, () => `${flow.name}: ${spelled(edge)}`);
  }
}

/** A subflow that hands on what it was given has no mark of its own, one that ignores it none at all. */
function hasSubflow({ nodes }: Flow, { from, to }: Edge): boolean {
  return isFlow(nodes, from) || isFlow(nodes, to);
}

function spelled({ from, to, kind, path, derived, back, certainty }: Edge): string {
  const marks = [path, derived && "derived", back && "back", certainty].filter(Boolean);
  return `${keyOf(from, to, kind)} ${marks.join(" ")}`;
}

function bothRan(course: Course, from: NodeId, to: NodeId): boolean {
  return endRan(course, from) && endRan(course, to);
}

function endRan({ flow, byNode, run }: Course, id: NodeId): boolean {
  const kind = flow.nodes.get(id)?.kind;
  // What a subflow returns, and which of its parameters a mark came in by, nobody sees.
  if (kind === "return") return run.complete && run.result !== undefined;
  if (kind === "param") return run.parentTask === undefined;
  return (byNode.get(id) ?? []).some(ran);
}

// ---- certainty

/** A data edge that is `always` there: where its source and its target ran, the mark came through. */
function checkAlways(
  program: Program,
  flow: Flow,
  courses: readonly Course[],
  reporter: Reporter,
): void {
  for (const edge of flow.edges) {
    if (edge.kind !== "data" || edge.certainty !== "always" || edge.back) continue;
    if (hasSubflow(flow, edge)) continue;
    if (flow.unsure.has(edge.from) || flow.unsure.has(edge.to)) continue;
    // Of two in a loop, the source may run in one pass and the target in another.
    if (repeats(flow, edge.from) && repeats(flow, edge.to)) continue;
    // The elements of an empty list carry nothing.
    if (edge.path?.includes("[*]")) continue;
    for (const course of courses) {
      if (!endRan(course, edge.from)) continue;
      const targets = (course.byNode.get(edge.to) ?? []).filter(ran);
      if (targets.length === 0) continue;
      // Of the runs of a map or loop, each may get another part.
      const isThere = targets.some(({ inputs }) =>
        [...inputs].some((source) => sourceOf(program, course, source)?.nodes.includes(edge.from)),
      );
      const world = course.observation.world.name;
      reporter.check(
        "certainty",
        isThere,
        "wrong always of an edge",
        () =>
          `${flow.name}: ${keyOf(edge.from, edge.to, "data")} was not there in world "${world}"`,
      );
    }
  }
}
