import type { Stmt } from "../ir/model.js";
import { assign } from "./assignment.js";
import { scope } from "./env.js";
import { evaluate } from "./expressions.js";
import { type Frame, type Handler, locate, within } from "./frame.js";
import { countExits, noteExits, openGroup } from "./guards.js";
import { become, fork, guarded, joinStates, type State } from "./state.js";
import { execute } from "./statements.js";
import { UNKNOWN } from "./values.js";

/** Rule 9: the catch block starts where any of the block's failures left; finally runs on every way out. */
export function executeTry(frame: Frame, state: State, stmt: Extract<Stmt, { op: "try" }>): void {
  const group = openGroup(frame, state, stmt, { kind: "try", label: "try", times: "1" });
  const handler: Handler = {
    states: [],
    failing: new Set(),
    hasCatch: stmt.catch !== null || (frame.handler?.hasCatch ?? false),
  };
  const entry = fork(state);
  const guard = state.guard;
  const exits = countExits(frame);
  const returnsBefore = frame.returns.length;

  within(frame, { owner: group, arm: "try", handler }, () => execute(frame, state, stmt.block));
  const failures = handler.states.length > 0 ? handler.states : [entry];
  const failed = { ...joinStates(failures, entry), guard };
  const ways: State[] = [state];

  if (stmt.catch) {
    const caught = failed;
    guarded(caught, { prov: [], at: locate(frame, stmt.catch), kind: "maybe", group });
    runCatch(frame, caught, stmt.catch, group, handler);
    // The way through catch came back: nothing after the try depends on there being no error.
    const leaves = frame.returns.length > returnsBefore && !caught.live;
    if (state.live && (caught.live || !leaves)) state.guard = guard;
    ways.push(caught);
  } else if (frame.handler) {
    // Without a catch the failure goes on to the next handler.
    for (const site of handler.failing) frame.handler.failing.add(site);
    frame.handler.states.push(...handler.states.map((each) => fork(each)));
  }

  const finallyBlock = stmt.finally;
  if (finallyBlock) {
    const normal = ways.some((way) => way.live);
    const parked = frame.returns.slice(returnsBefore).map((exit) => fork(exit.state));
    const entering = joinStates([...ways, ...parked, ...(stmt.catch ? [] : [failed])], state);
    const leaving = { ...entering, live: true, guard };
    within(frame, { owner: group, arm: "finally" }, () => execute(frame, leaving, finallyBlock));
    become(state, { ...leaving, live: leaving.live && normal });
    for (const exit of frame.returns.slice(returnsBefore)) exit.state.done = leaving.done;
  } else {
    become(state, joinStates(ways, state));
    if (ways.filter((way) => way.live).length > 1) state.guard = guard;
  }
  noteExits(frame, state, exits, stmt.span);
}

function runCatch(
  frame: Frame,
  state: State,
  clause: NonNullable<Extract<Stmt, { op: "try" }>["catch"]>,
  owner: Frame["owner"],
  handler: Handler,
): void {
  const env = scope(frame.env, clause.declares);
  within(frame, { env, owner, arm: "catch" }, () => {
    if (clause.target) assign(frame, state, clause.target, UNKNOWN);
    const caught = { failing: handler.failing, at: locate(frame, clause) };
    within(frame, { caught }, () => execute(frame, state, clause.body));
  });
}

/** P54: a throw leaves for the handler, or ends the flow as failed. */
export function executeThrow(
  frame: Frame,
  state: State,
  stmt: Extract<Stmt, { op: "throw" }>,
): void {
  evaluate(frame, state, stmt.value);
  frame.handler?.states.push(fork(state));
  state.live = false;
}
