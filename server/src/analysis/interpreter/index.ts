import type { FlowModel, Site } from "../graph/model.js";
import { Recorder } from "../graph/recorder.js";
import type { Param, Span } from "../ir/model.js";
import { settled } from "./awaiting.js";
import { forkedArm } from "./branches.js";
import { Budget } from "./budget.js";
import { evaluate } from "./expressions.js";
import type { Frame, Run } from "./frame.js";
import { type Argument, activate, evaluateBody, type Invocation, namesOf } from "./functions.js";
import { allocate, record } from "./heap.js";
import { type ModuleInstance, type Modules, rootFrame } from "./modules.js";
import type { Sightings } from "./sightings.js";
import { sourcesOf } from "./sources.js";
import { initialState, type State } from "./state.js";
import { resultOf, type TaskShape, UNKNOWN, type Value } from "./values.js";

export { type ModuleInstance, Modules, type Program } from "./modules.js";
export type { Sighting, Sightings } from "./sightings.js";

/** Interprets a flow's body and gives its graph. Knows no language and no editor. */
export function interpretFlow(
  modules: Modules,
  module: ModuleInstance,
  flow: TaskShape,
  sightings: Sightings | null = null,
): FlowModel {
  const { definition, body } = flow;
  const run: Run = {
    modules,
    recorder: new Recorder(),
    budget: new Budget(),
    incomplete: [],
    files: new Set(module.files),
    defined: [],
    flow: definition,
    leafBodies: new WeakSet(),
    listeners: [],
    sightings,
  };
  const params: Site[] = [];
  let returns: Site | null = null;
  if (body) {
    const root = rootFrame(run, module, definition);
    const state = initialState();
    const call: Invocation = {
      code: body.fn,
      span: definition.location.span,
      callee: definition.callee,
      isRoot: true,
    };
    const self = body.self ?? body.home?.prototype ?? null;
    const frame = activate(root, { ...body, self }, call);
    const args = body.fn.params.map((param) => parameter(frame, state, param, params));
    const result = evaluateBody(frame, state, body.fn, args);
    returns = returned(frame, definition.location);
    run.recorder.conclude(settled(state.done, result, definition.location).done);
  }
  if (run.budget.spent) {
    run.incomplete.push({ reason: run.budget.spent, location: definition.location });
  }
  return {
    definition,
    sites: run.recorder.sites,
    groups: run.recorder.groups,
    params,
    returns,
    incomplete: run.incomplete,
    files: run.files,
    steps: run.budget.steps,
  };
}

/** P24: each parameter is a source of its own. */
function parameter(frame: Frame, state: State, param: Param, params: Site[]): Argument {
  const names = namesOf(param.target);
  const sites = names.map((name) => {
    const site = endpoint(frame, param, "param", name, param.span);
    params.push(site);
    return site;
  });
  // A default may call tasks; that it may be used does not hide that the parameter is one.
  if (param.default && param.default.op !== "const") {
    const fallback = param.default;
    forkedArm(frame, state, fallback.span, () => evaluate(frame, state, fallback));
  }
  return {
    value: parameterValue(frame, state, param, names, sites),
    span: param.span,
    rest: false,
  };
}

function parameterValue(
  frame: Frame,
  state: State,
  param: Param,
  names: readonly string[],
  sites: readonly Site[],
): Value {
  const [first] = sites;
  if (!first) return UNKNOWN;
  if (param.target.op === "name") return { prov: resultOf(first).prov, shapes: UNKNOWN.shapes };
  const fields = names.map((name, index): [string, Value] => {
    const site = sites[index];
    return [name, site ? resultOf(site) : UNKNOWN];
  });
  return allocate(frame, state, "object", record(fields));
}

/** P23: what the flow returns. */
function returned(frame: Frame, location: FlowModel["definition"]["location"]): Site | null {
  const exits = frame.returns.filter((exit) => exit.state.guard?.kind !== "never");
  const sources = exits.map((exit) => sourcesOf(exit.state, exit.value));
  if (sources.every((each) => each.length === 0)) return null;
  const site = endpoint(frame, frame, "return", "return", exits[0]?.at ?? location.span);
  exits.forEach((exit, index) => {
    const evidence = { file: frame.module.file, span: exit.at };
    for (const { site: from, path, into, derived, must } of sources[index] ?? []) {
      const certain = must && exits.length === 1;
      const target = into.replace(/^\./, "");
      frame.run.recorder.link(from, site, "data", {
        path,
        into: target,
        derived,
        must: certain,
        evidence,
      });
    }
  });
  return site;
}

/** Where data comes into the flow, and where it leaves. */
function endpoint(
  frame: Frame,
  code: object,
  kind: "param" | "return",
  label: string,
  span: Span,
): Site {
  return frame.run.recorder.site(code, label, {
    kind,
    label,
    callee: label,
    definition: null,
    location: { file: frame.module.file, span },
    context: frame.context,
    parent: null,
    arm: undefined,
    certainty: "always",
    pending: [],
    options: {},
    mapped: false,
    detached: false,
    isChoice: false,
    positions: [],
  });
}
