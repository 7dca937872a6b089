import type { NodeOptions } from "@millrace/protocol";
import type { Position, Site, SiteKind } from "../graph/model.js";
import { after, type Done, finished, finishedBefore, NOTHING } from "./done.js";
import { fieldsRead } from "./fields.js";
import { type Frame, locate, standing, within } from "./frame.js";
import { type Argument, callFunction, type Invocation, namesOf } from "./functions.js";
import { decidedBy, linkGuards } from "./guards.js";
import { iterate } from "./heap.js";
import { ITEM } from "./provenance.js";
import { type Source, sourcesOf } from "./sources.js";
import { fork, guarded, type State } from "./state.js";
import { resultOf, shaped, type TaskShape, UNKNOWN, type Value } from "./values.js";

interface Input {
  source: Source;
  at: Argument["span"];
  kind: "data" | "wait";
}

/** Rule 1: calling a task makes a node, and edges from all that went in. */
export function callTask(
  frame: Frame,
  state: State,
  shape: TaskShape,
  args: readonly Argument[],
  call: Invocation,
): Value {
  const kind = shape.definition.kind;
  const site = place(frame, state, shape, kind, call);
  return started(frame, state, site, shape, dataInputs(state, shape, args), call);
}

/** P35: `A.map(xs, unmapped(c))`, one node for all its runs. */
export function mapTask(
  frame: Frame,
  state: State,
  shape: TaskShape,
  args: readonly Argument[],
  call: Invocation,
): Value {
  const nonEmpty = args.some(({ value }) => iterate(state, value).nonEmpty);
  const way = nonEmpty ? state : { ...state };
  if (!nonEmpty) guarded(way, { prov: [], at: locate(frame, call), kind: "maybe", group: null });
  const site = place(frame, way, shape, "map", call);
  site.mapped = true;
  const inputs = dataInputs(state, shape, args).map((input) => {
    const { source } = input;
    const path = source.derived || source.broadcast ? source.path : source.path + ITEM;
    return { ...input, source: { ...source, path } };
  });
  return started(frame, state, site, shape, inputs, call);
}

/** P95, P98: a call of some task, nobody knows which; `typed` where at least its type is known. */
export function unknownTask(
  frame: Frame,
  state: State,
  args: readonly Argument[],
  call: Invocation,
  typed: "task" | "flow" | null = null,
): Value {
  const site = frame.run.recorder.site(call.code, "unknown", {
    ...whereabouts(frame, state, call),
    ...(typed
      ? { kind: typed, label: call.callee, callee: call.callee }
      : { kind: "unknown", label: "unknown task", callee: "unknown" }),
    definition: null,
    options: {},
    mapped: false,
  });
  const reason = "Cannot tell which task runs here; the graph is incomplete.";
  frame.run.incomplete.push({ reason, location: locate(frame, call) });
  const inputs = args.flatMap(({ value, span }) =>
    sourcesOf(state, value).map((source): Input => ({ source, at: span, kind: "data" })),
  );
  connect(frame, state, site, inputs, call);
  return futureOf(frame, site, call);
}

function place(
  frame: Frame,
  state: State,
  shape: TaskShape,
  kind: SiteKind,
  call: Invocation,
): Site {
  const { definition } = shape;
  const options: NodeOptions = { ...definition.options, ...shape.overrides };
  const site = frame.run.recorder.site(call.code, `${kind} ${definition.key}`, {
    ...whereabouts(frame, state, call),
    kind,
    label: definition.label,
    callee: definition.callee,
    definition,
    options,
    mapped: false,
  });
  if (definition.key === frame.run.flow?.key) site.recursive = true;
  return site;
}

function whereabouts(frame: Frame, state: State, call: Invocation) {
  const { file } = frame.module;
  const positions: Position[] = call.at ? [{ file, at: call.at }] : [];
  if (call.isDeferred && frame.awaiting)
    positions.push({ file, at: { span: frame.awaiting.span } });
  return {
    ...standing(frame, state, call),
    detached: frame.detached,
    isChoice: call.isChoice ?? false,
    positions,
  };
}

function started(
  frame: Frame,
  state: State,
  site: Site,
  shape: TaskShape,
  inputs: readonly Input[],
  call: Invocation,
): Value {
  connect(frame, state, site, inputs, call);
  readState(frame, state, site, shape, call);
  return futureOf(frame, site, call, runNested(frame, state, site, shape, call));
}

function futureOf(frame: Frame, site: Site, call: Invocation, inside: Done = NOTHING): Value {
  const done = after(inside, finished(site, locate(frame, call)));
  return shaped({ kind: "promise", value: resultOf(site), done, rejects: [site], future: true });
}

function dataInputs(state: State, shape: TaskShape, args: readonly Argument[]): Input[] {
  const names = shape.definition.kind === "flow" ? parameterNames(shape) : [];
  const bound = shape.bound.map((value) => ({ value, span: null }));
  const inputs = [...bound, ...args].flatMap(({ value, span }, index) =>
    sourcesOf(state, value).map((source): Input => {
      const name = names[index];
      // P87: a subflow's parameters have names a reader knows.
      const into = name ? `${name}${source.into}` : source.into.replace(/^\./, "");
      const at = span ?? shape.definition.location.span;
      return { source: { ...source, into }, at, kind: "data" };
    }),
  );
  const waits = shape.waits ? sourcesOf(state, shape.waits) : [];
  return [
    ...inputs,
    ...waits.map(
      (source): Input => ({ source, at: args[0]?.span ?? { start: 0, end: 0 }, kind: "wait" }),
    ),
  ];
}

function parameterNames(shape: TaskShape): string[] {
  return (shape.body?.fn.params ?? []).map((param) => namesOf(param.target)[0] ?? "");
}

function connect(
  frame: Frame,
  state: State,
  site: Site,
  inputs: readonly Input[],
  call: Invocation,
): void {
  const { recorder } = frame.run;
  const direct = new Set<Site>();
  const waited = new Map<Site, boolean>();
  for (const { source, at, kind } of inputs) {
    const { path, into, derived, must } = source;
    const evidence = { file: frame.module.file, span: kind === "wait" ? call.span : at };
    direct.add(source.site);
    waited.set(source.site, must || (waited.get(source.site) ?? false));
    recorder.link(source.site, site, kind, { path, into, derived, must, evidence });
  }
  for (const earlier of decidedBy(state.guard, frame.owner)) {
    direct.add(earlier);
    waited.set(earlier, true);
  }
  linkGuards(frame, state, site);
  linkFailures(frame, site, direct);
  waited.delete(site);
  site.inputs = waited;
  site.startedAfter = NOTHING;
  for (const [earlier, { must, covered, any, at }] of state.done) {
    if (earlier.sort === "activity" || covered || direct.has(earlier) || earlier === site.parent)
      continue;
    // Whatever already stands between the two says as much as this edge would.
    const known = finishedBefore(site, earlier);
    if (known === true || known === must) continue;
    recorder.link(earlier, site, "order", { must, any, evidence: at });
  }
  site.startedAfter = state.done;
}

/** P59, P61: what runs because something failed. */
function linkFailures(frame: Frame, site: Site, direct: Set<Site>): void {
  if (!frame.caught) return;
  const { failing, at } = frame.caught;
  for (const earlier of failing) {
    if (earlier === site) continue;
    direct.add(earlier);
    frame.run.recorder.link(earlier, site, "error", { must: false, evidence: at });
  }
}

/** P85: what the task reads of its own object, and who wrote it there. It does not wait for them. */
function readState(
  frame: Frame,
  state: State,
  site: Site,
  { body }: TaskShape,
  call: Invocation,
): void {
  if (!body?.self) return;
  for (const { object } of body.self.shapes.filter((shape) => shape.kind === "object")) {
    for (const field of fieldsRead(body.fn)) {
      const value = state.store.contents(object).slots.get(field);
      for (const source of value ? sourcesOf(state, value) : []) {
        const into = `this.${field}`;
        const { path } = source;
        const evidence = locate(frame, call);
        const carried = { path, into, derived: true, must: false, evidence };
        if (source.site !== site) frame.run.recorder.link(source.site, site, "data", carried);
      }
    }
  }
}

/** P89: tasks called in a task's own body stand inside its node. Gives what ends with that body. */
function runNested(
  frame: Frame,
  state: State,
  site: Site,
  shape: TaskShape,
  call: Invocation,
): Done {
  const { body } = shape;
  const { run } = frame;
  if (shape.definition.kind !== "task" || !body || run.flow === null) return NOTHING;
  if (run.leafBodies.has(body.fn)) return NOTHING;
  const known = run.recorder.sites.length;
  const links = run.incomplete.length;
  // It starts when its task starts; what that waited for is drawn there.
  const inner = { ...fork(state), done: NOTHING };
  const args = body.fn.params.map(() => ({ value: UNKNOWN, span: call.span, rest: false }));
  const inBody = { owner: site, arm: undefined, handler: null, caught: null };
  const result = within(frame, inBody, () =>
    callFunction(frame, inner, body, args, { ...call, callee: site.callee, code: site }),
  );
  const isLeaf = run.recorder.sites.length === known;
  if (isLeaf) {
    run.leafBodies.add(body.fn);
    // What an ordinary body does that we do not follow is not missing from the flow's graph.
    run.incomplete.length = links;
  }
  return activitiesIn(result);
}

function activitiesIn(value: Value): Done {
  const done = value.shapes.flatMap((shape) => (shape.kind === "promise" ? [...shape.done] : []));
  return new Map(done.filter(([step]) => step.sort === "activity"));
}
