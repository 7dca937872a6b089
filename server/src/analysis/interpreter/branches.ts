import type { Group } from "../graph/model.js";
import type { Expr, Span, Stmt } from "../ir/model.js";
import { orElse } from "./assignment.js";
import { scope } from "./env.js";
import { evaluate } from "./expressions.js";
import { type Frame, within } from "./frame.js";
import { countExits, noteExits, openGroup } from "./guards.js";
import { joinAll, joinValues } from "./join.js";
import { derive, mergeProvenance } from "./provenance.js";
import { deepProvenance } from "./sources.js";
import { become, fork, type Guard, guarded, joinStates, type State } from "./state.js";
import { execute, hoist, runBody } from "./statements.js";
import { constantOf, NEVER, type Provenance, UNDEFINED, UNKNOWN, type Value } from "./values.js";

/** Rule 6: each arm on a state of its own; the states meet after it. */
interface Condition {
  prov: readonly Provenance[];
  at: Span;
  /** What a literal condition decides; null where the run decides. */
  known: boolean | null;
}

interface Arm {
  name: string;
  taken: boolean | null;
  run(state: State): Value;
}

/** P46..P58 for statements. */
export function executeIf(frame: Frame, state: State, stmt: Extract<Stmt, { op: "if" }>): void {
  const condition = evaluateCondition(frame, state, stmt.test);
  branch(frame, state, stmt, "if", condition, [
    arm("then", condition.known, (way) => execute(frame, way, stmt.yes)),
    arm("else", negate(condition.known), (way) => {
      if (stmt.no) execute(frame, way, stmt.no);
    }),
  ]);
}

/** P49: `c ? A() : B()`. */
export function evaluateChoice(
  frame: Frame,
  state: State,
  expr: Extract<Expr, { op: "cond" }>,
): Value {
  const condition = evaluateCondition(frame, state, expr.test);
  return branch(frame, state, expr, "?:", condition, [
    { name: "then", taken: condition.known, run: (way) => evaluate(frame, way, expr.yes) },
    { name: "else", taken: negate(condition.known), run: (way) => evaluate(frame, way, expr.no) },
  ]);
}

/** P50, P51: the right side runs only if the left side lets it. */
export function evaluateLogic(
  frame: Frame,
  state: State,
  expr: Extract<Expr, { op: "logic" }>,
): Value {
  const left = evaluate(frame, state, expr.left);
  const known = constantOf(left);
  const taken = known ? runsRight(expr.kind, known.value) : null;
  const prov = deepProvenance(state, left);
  const label = { and: "&&", or: "||", nullish: "??" }[expr.kind];
  const condition = { prov, at: expr.left.span, known: taken };
  const right = branch(frame, state, expr, label, condition, [
    { name: "then", taken, run: (way) => evaluate(frame, way, expr.right) },
    { name: "else", taken: negate(taken), run: () => NEVER },
  ]);
  if (taken === false) return left;
  if (taken === true) return right;
  // `c && x` gives c only where c is empty: its sources stay, what it is does not matter.
  if (expr.kind === "and") {
    const result = joinValues(UNDEFINED, right);
    return { prov: mergeProvenance(left.prov, result.prov, true), shapes: result.shapes };
  }
  const either = orElse(left, right);
  return right.prov.length === 0 ? { prov: derive(either.prov), shapes: either.shapes } : either;
}

function runsRight(kind: "and" | "or" | "nullish", left: unknown): boolean {
  if (kind === "and") return Boolean(left);
  return kind === "or" ? !left : left === undefined || left === null;
}

export function executeSwitch(
  frame: Frame,
  state: State,
  stmt: Extract<Stmt, { op: "switch" }>,
): void {
  const subject = evaluate(frame, state, stmt.subject);
  const condition: Condition = {
    prov: deepProvenance(state, subject),
    at: stmt.subject.span,
    known: null,
  };
  const group = branchGroup(frame, state, stmt, "switch");
  const guard = guardOf(frame, condition, group);
  const before = countExits(frame);
  const exits: State[] = [];
  const target = { label: undefined, isLoop: false, breaks: exits, continues: [] };
  const env = scope(frame.env, stmt.declares);
  let falling: State | null = null;
  let isCode = false;
  for (const each of stmt.cases) {
    const entry = fork(state);
    guarded(entry, guard);
    if (falling && isCode) group.falls = true;
    isCode ||= each.body.length > 0;
    // P52: without a break the case before runs into this one.
    const way: State = falling
      ? { ...joinStates([entry, falling], entry), guard: entry.guard }
      : entry;
    const name = each.test ? "case" : "default";
    const settings = {
      env,
      owner: group,
      arm: `${name}@${each.span.start}`,
      targets: [...frame.targets, target],
    };
    within(frame, settings, () => {
      if (each.test) evaluate(frame, way, each.test);
      hoist(frame, way, each.body);
      runBody(frame, way, each.body);
    });
    falling = way.live ? way : null;
  }
  const hasDefault = stmt.cases.some((each) => each.test === null);
  const ways = [...exits, ...(falling ? [falling] : []), ...(hasDefault ? [] : [fork(state)])];
  become(state, joinStates(ways, state));
  noteExits(frame, state, before, stmt.subject.span);
}

/** A part of an expression that may not run, such as a default value. */
export function forkedArm(frame: Frame, state: State, at: Span, run: () => Value): Value {
  const way = fork(state);
  const skipped = fork(state);
  guarded(way, { prov: [], at: { file: frame.module.file, span: at }, kind: "maybe", group: null });
  const before = { ...state };
  become(state, way);
  const value = run();
  const after = { ...state };
  become(state, before);
  become(state, joinStates([after, skipped], before));
  return value;
}

function evaluateCondition(frame: Frame, state: State, test: Expr): Condition {
  const value = evaluate(frame, state, test);
  const known = constantOf(value);
  return {
    prov: deepProvenance(state, value),
    at: test.span,
    known: known ? Boolean(known.value) : null,
  };
}

function branch(
  frame: Frame,
  state: State,
  code: { span: Span },
  label: string,
  condition: Condition,
  arms: readonly Arm[],
): Value {
  const group = branchGroup(frame, state, code, label);
  const exits = countExits(frame);
  const ways = arms.map((each) => {
    const way = fork(state);
    guarded(way, guardOf(frame, condition, group, each.taken));
    const settings = { owner: condition.known === null ? group : frame.owner, arm: each.name };
    const value = within(frame, condition.known === null ? settings : {}, () => each.run(way));
    return { way, value, taken: each.taken };
  });
  const possible = ways.filter(({ taken }) => taken !== false);
  const live = possible.filter(({ way }) => way.live);
  if (live.length === 1 && possible.length > 1 && live[0]) {
    // P53, P54: the other way left, so this condition guards the rest of the body.
    const leaves = countExits(frame) > exits || catches(frame);
    const kind = leaves ? "maybe" : "fails";
    become(state, live[0].way);
    regard(state, group, { kind, group: null });
  } else {
    become(
      state,
      joinStates(
        possible.map(({ way }) => way),
        state,
      ),
    );
    if (condition.known !== null) dropGuard(state, group);
    noteExits(frame, state, exits, condition.at);
  }
  return joinAll(live.map(({ value }) => value));
}

function catches(frame: Frame): boolean {
  return frame.handler?.hasCatch ?? false;
}

function branchGroup(frame: Frame, state: State, code: { span: Span }, label: string): Group {
  return openGroup(frame, state, code, { kind: "branch", label, times: "1" });
}

function guardOf(
  frame: Frame,
  condition: Condition,
  group: Group,
  taken: boolean | null = null,
): Omit<Guard, "parent" | "depth"> {
  const at = { file: frame.module.file, span: condition.at };
  if (taken !== null) return { prov: [], at, kind: taken ? "fails" : "never", group };
  return { prov: condition.prov, at, kind: "maybe", group };
}

/** Rewrites the guard that a branch's frame put up, keeping those put up after it. */
function regard(state: State, group: Group, change: Partial<Guard>): void {
  const rewrite = (guard: Guard | null): Guard | null => {
    if (!guard) return null;
    if (guard.group === group) return { ...guard, ...change };
    return { ...guard, parent: rewrite(guard.parent) };
  };
  state.guard = rewrite(state.guard);
}

function dropGuard(state: State, group: Group): void {
  const drop = (guard: Guard | null): Guard | null => {
    if (!guard) return null;
    return guard.group === group ? guard.parent : { ...guard, parent: drop(guard.parent) };
  };
  state.guard = drop(state.guard);
}

function arm(name: string, taken: boolean | null, run: (state: State) => void): Arm {
  return {
    name,
    taken,
    run: (state) => {
      run(state);
      return UNKNOWN;
    },
  };
}

function negate(known: boolean | null): boolean | null {
  return known === null ? null : !known;
}
