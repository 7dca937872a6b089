import type { Stmt } from "../ir/model.js";
import { assign } from "./assignment.js";
import { executeIf, executeSwitch } from "./branches.js";
import { defineClass } from "./classes.js";
import { lookup, scope } from "./env.js";
import { executeThrow, executeTry } from "./errors.js";
import { closure, evaluate } from "./expressions.js";
import { type Frame, locate, within } from "./frame.js";
import { executeLoop } from "./loops.js";
import { become, fork, guarded, joinStates, type State } from "./state.js";
import { instanceOfType } from "./types.js";
import { UNDEFINED } from "./values.js";

/** Runs statements in order. After one that always leaves, the rest is looked at but never reached. */
export function runBody(frame: Frame, state: State, body: readonly Stmt[]): void {
  for (const stmt of body) {
    if (frame.run.budget.spent) return;
    if (state.live) execute(frame, state, stmt);
    else runUnreachable(frame, state, stmt);
  }
}

/** P55: what cannot be reached is drawn as such, and changes nothing. */
function runUnreachable(frame: Frame, state: State, stmt: Stmt): void {
  const ghost = { ...fork(state), live: true };
  guarded(ghost, { prov: [], at: locate(frame, stmt), kind: "never", group: null });
  const counts = [frame.returns.length, frame.yields.length] as const;
  within(
    frame,
    { targets: frame.targets.map((each) => ({ ...each, breaks: [], continues: [] })) },
    () => execute(frame, ghost, stmt),
  );
  frame.returns.length = counts[0];
  frame.yields.length = counts[1];
}

/** Functions are there before the first statement runs. */
export function hoist(frame: Frame, state: State, body: readonly Stmt[]): void {
  for (const stmt of body) {
    if (stmt.op !== "function") continue;
    const cell = lookup(frame.env, stmt.fn.name);
    if (cell) state.store.assign(cell, { prov: [], shapes: [closure(frame, stmt.fn)] });
  }
}

export function execute(frame: Frame, state: State, stmt: Stmt): void {
  if (!frame.run.budget.step()) return;
  switch (stmt.op) {
    case "expr":
      evaluate(frame, state, stmt.value);
      return;
    case "declare": {
      // `var x;` does not write; `let x;` does.
      if (!stmt.init && stmt.hoisted) return;
      let value = stmt.init ? evaluate(frame, state, stmt.init) : UNDEFINED;
      if (stmt.type) value = instanceOfType(frame, state, value, stmt.type);
      assign(frame, state, stmt.target, value);
      return;
    }
    case "function":
      return;
    case "class-declaration": {
      const value = defineClass(frame, state, stmt.class);
      const cell = lookup(frame.env, stmt.class.name);
      if (cell) state.store.assign(cell, value);
      return;
    }
    case "export-default": {
      const cell = frame.module.env.cells.get("default");
      const value = evaluate(frame, state, stmt.value);
      if (cell) state.store.assign(cell, value);
      return;
    }
    case "block":
      within(frame, { env: scope(frame.env, stmt.declares) }, () => {
        hoist(frame, state, stmt.body);
        runBody(frame, state, stmt.body);
      });
      return;
    case "if":
      executeIf(frame, state, stmt);
      return;
    case "switch":
      executeSwitch(frame, state, stmt);
      return;
    case "loop":
      executeLoop(frame, state, stmt, undefined);
      return;
    case "labelled":
      executeLabelled(frame, state, stmt);
      return;
    case "try":
      executeTry(frame, state, stmt);
      return;
    case "return": {
      const value = stmt.value ? evaluate(frame, state, stmt.value) : UNDEFINED;
      frame.returns.push({ state: { ...fork(state) }, value, at: (stmt.value ?? stmt).span });
      state.live = false;
      return;
    }
    case "throw":
      executeThrow(frame, state, stmt);
      return;
    case "break":
    case "continue": {
      const target = frame.targets.findLast((each) =>
        stmt.label ? each.label === stmt.label : each.isLoop || stmt.op === "break",
      );
      (stmt.op === "break" ? target?.breaks : target?.continues)?.push({ ...fork(state) });
      state.live = false;
      return;
    }
  }
}

function executeLabelled(
  frame: Frame,
  state: State,
  stmt: Extract<Stmt, { op: "labelled" }>,
): void {
  if (stmt.body.op === "loop") {
    executeLoop(frame, state, stmt.body, stmt.label);
    return;
  }
  const target = { label: stmt.label, isLoop: false, breaks: [] as State[], continues: [] };
  within(frame, { targets: [...frame.targets, target] }, () => execute(frame, state, stmt.body));
  become(state, joinStates([state, ...target.breaks], state));
}
