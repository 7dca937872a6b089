/** Calls of tasks and flows: in a flow they become task runs of it, elsewhere runs of their own. */
import { AsyncResource } from "node:async_hooks";
import { declareLimits } from "../limits/declared.js";
import { isAttempt } from "./attempt.js";
import type { Call } from "./call.js";
import { type CallSite, callSite } from "./call-site.js";
import { checkOptions } from "./check-options.js";
import { type Scope, scopes } from "./context.js";
import { Definition, type FlowDefinition, type TaskDefinition } from "./definition.js";
import { CancelledError } from "./errors.js";
import type { FlowRunHandle, RunFlowOptions } from "./flow-future.js";
import { FlowRun } from "./flow-run.js";
import { Future } from "./future.js";
import { FutureList, MapWork, mapArguments } from "./map.js";
import type { CallOptions } from "./options.js";
import { paramsOf } from "./parameters.js";
import { UnknownResult } from "./plan.js";
import { TaskRun } from "./task-run.js";

/** What is called, and how. */
export interface Invocation {
  definition: TaskDefinition | FlowDefinition;
  options: CallOptions;
  self: unknown;
  /** The function on the stack whose caller makes the call. */
  // biome-ignore lint/complexity/noBannedTypes: any function can be on the stack.
  callee: Function;
}

/** Calls a task, or a flow as a subflow; a task outside of any flow gets a run of its own. */
export function submit(invocation: Invocation, args: unknown[]): Future {
  return within(invocation, (scope, site) => {
    const run = new TaskRun(scope.flow, callOf(invocation, scope, site), args);
    run.admit();
    return new Future(run);
  });
}

/** Calls a task once for each item of the lists among the arguments. */
export function submitMap(invocation: Invocation, args: unknown[]): Future | FutureList {
  return within(invocation, (scope, site) => {
    const call: Call = {
      ...callOf(invocation, scope, site),
      memo: new WeakMap(),
      shown: new WeakMap(),
    };
    const label = `the map of ${invocation.definition.name}`;
    const spread = mapArguments(args, label);
    const make = (items: unknown[], map: { index: number; of: number }) => {
      const run = new TaskRun(scope.flow, call, items, map);
      scope.flow.scheduler.admit(run);
      return run;
    };
    const work = new MapWork(label, make);
    if (spread.lists.length === 0) return new FutureList(work, work.expand(spread.rows()));
    if (scope.task !== undefined) scope.task.callsTasks = true;
    const { flow } = scope;
    const release = flow.unfinished.hold();
    work.needs(
      spread.lists,
      () => {
        try {
          work.expand(spread.rows());
        } catch (error) {
          work.fail(error);
          flow.workFailed(work);
        }
        release();
      },
      () => {
        const { value } = work;
        if (value instanceof UnknownResult) {
          flow.session.plan?.mapped(invocation.definition as TaskDefinition, site, value);
        }
        release();
      },
    );
    return new Future(work);
  });
}

function within<T>(
  invocation: Invocation,
  make: (scope: Scope, site: CallSite | undefined) => T,
): T {
  const site = callSite(invocation.callee);
  const scope = scopes.getStore();
  if (scope === undefined) return alone(invocation, site, make);
  const { name } = invocation.definition;
  if (!isAttempt(scope)) {
    throw new Error(
      `${invocation.definition.name} was called in a worker thread: a task with runIn: "worker" cannot call tasks or flows. Call the plain function (${invocation.definition.name}.fn), or call the task from the flow`,
    );
  }
  if (scope.flow.over) {
    throw new Error(
      `${name} was called after its flow ${scope.flow.record.flowName} had ended: await in the flow what calls it`,
    );
  }
  if (scope.over) {
    throw new CancelledError(`${name} was called by an attempt that has ended already`);
  }
  return make(scope, site);
}

/**
 * Runs one task as a run of its own, by the task's name; the call stands where the task is defined.
 * @param thisArg the object a `Class.method` task is called on
 */
export function runTask(
  definition: TaskDefinition,
  args: unknown[],
  { retryOf, thisArg }: Pick<RunFlowOptions, "retryOf" | "thisArg"> = {},
): FlowRunHandle {
  const { location, options } = definition;
  const site = location && { frame: location, via: undefined };
  const body = () => {
    const scope = scopes.getStore() as Scope;
    const call = callOf({ definition, options, self: thisArg, callee: body }, scope, site);
    const task = new TaskRun(scope.flow, call, args);
    task.admit();
    return new Future(task);
  };
  const run = new FlowRun({
    definition: flowAround(definition, body),
    args: [],
    params: paramsOf(definition, args),
    self: undefined,
    retryOf,
  });
  run.start();
  return run;
}

/** The flow that has the identity of a task, for a run of nothing else. */
function flowAround(
  identity: TaskDefinition | FlowDefinition,
  body: () => unknown,
): FlowDefinition {
  const { location } = identity;
  return new Definition("flow", body, {}, { location, identity });
}

/** A run of which the call is everything. */
function alone<T>(
  { definition }: Invocation,
  site: CallSite | undefined,
  make: (scope: Scope, site: CallSite | undefined) => T,
): T {
  let made: T | undefined;
  let trouble: unknown;
  const body = () => {
    try {
      made = make(scopes.getStore() as Scope, site);
      return made;
    } catch (error) {
      trouble = error;
      throw error;
    }
  };
  new FlowRun({ definition: flowAround(definition, body), args: [], self: undefined }).start();
  if (trouble !== undefined) throw trouble;
  return made as T;
}

function callOf(
  { definition, options, self }: Invocation,
  { task }: Scope,
  site: CallSite | undefined,
): Call {
  return {
    definition,
    options,
    self,
    site,
    caller: task,
    context: new AsyncResource("millrace.task"),
    memo: undefined,
    shown: undefined,
    subflow: definition.kind === "flow" ? subflowOf(definition, self) : undefined,
  };
}

function subflowOf(definition: FlowDefinition, self: unknown): Call["subflow"] {
  return (standIn, args) => {
    const run = new FlowRun({ definition, args, self, standIn });
    standIn.subflow = run;
    standIn.record.subflow = run.id;
    run.start();
    return run;
  };
}

/** The options of a call: the task's own, overridden by those given for this one. */
export function mergedOptions(own: CallOptions, given: object): CallOptions {
  const merged = { ...own, ...given };
  checkOptions("call", merged);
  declareLimits(given);
  return merged;
}
