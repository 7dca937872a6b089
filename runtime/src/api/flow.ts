import type { StandardSchemaV1 } from "@standard-schema/spec";
import { definitionSite } from "../engine/call-site.js";
import { checkOptions } from "../engine/check-options.js";
import { scopes } from "../engine/context.js";
import {
  brandWith,
  Definition,
  type FlowDefinition,
  type UserFunction,
} from "../engine/definition.js";
import { FlowRun } from "../engine/flow-run.js";
import { FlowWork } from "../engine/flow-work.js";
import { Future } from "../engine/future.js";
import type { FlowOptions } from "../engine/options.js";
import { submit } from "../engine/submit.js";
import { declareLimits } from "../limits/declared.js";
import { formOf } from "./decorator.js";
import type {
  Checked,
  CheckedFlowOf,
  CheckedFlowOptions,
  FlowOf,
  MethodDecorator,
} from "./types.js";

// Of the forms, the decorator with options stands first, for the reason that `task` gives.

/**
 * Makes a flow of a function, or of the method that follows the decorator. Calling it is a run: the
 * tasks called in it are its task runs, and it is over when all of them are. A task that failed and
 * that nobody looked at fails the flow. Called in another flow, it is a subflow.
 *
 * @example
 * export const pipeline = flow({ name: "daily-report" }, (url: string) => transform(fetchRows(url)));
 * @throws TypeError when an option is unknown or cannot be meant
 */
export function flow(options?: FlowOptions): MethodDecorator;
export function flow<S extends StandardSchemaV1, F extends Checked<S>>(
  options: CheckedFlowOptions<S>,
  fn: F,
): CheckedFlowOf<S, F>;
export function flow<F extends CallableFunction>(options: FlowOptions, fn: F): FlowOf<F>;
export function flow<This, Args extends unknown[], Result extends PromiseLike<unknown>>(
  method: (this: This, ...args: Args) => Result,
  context: ClassMethodDecoratorContext<This, (this: This, ...args: Args) => Result>,
): (this: This, ...args: Args) => Result;
// biome-ignore lint/suspicious/noExplicitAny: fits any method.
export function flow<M extends (this: any, ...args: any[]) => PromiseLike<any>>(
  target: object,
  name: string | symbol,
  descriptor: TypedPropertyDescriptor<M>,
): TypedPropertyDescriptor<M>;
export function flow<F extends CallableFunction>(fn: F): FlowOf<F>;
export function flow(...args: unknown[]): unknown {
  const form = formOf("flow", args);
  const site = definitionSite(flow);
  checkOptions("flow", form.options);
  declareLimits(form.options, site.location);
  if (form.form === "wrap") return callable(new Definition("flow", form.fn, form.options, site));
  const decorate = (...decorated: unknown[]) => {
    const method = form.form === "factory" ? formOf("flow", decorated, form.options) : form;
    if (method.form !== "decorate") throw new TypeError("@flow(options) goes before a method");
    const origin = { location: site.location, methodName: method.name };
    return method.replace(callable(new Definition("flow", method.fn, method.options, origin)));
  };
  return form.form === "factory" ? decorate : decorate(...args);
}

function callable(definition: FlowDefinition): UserFunction {
  const call: UserFunction = function (this: unknown, ...args: unknown[]) {
    definition.calledOn(this);
    // Inside of a flow the run is a subflow, and a task run stands for it there.
    if (scopes.getStore() !== undefined) {
      return submit({ definition, options: {}, self: this, callee: call }, args);
    }
    const run = new FlowRun({ definition, args, self: this });
    run.start();
    return new Future(new FlowWork(run));
  };
  brandWith(call, definition);
  return Object.defineProperties(call, {
    name: { get: () => definition.name },
    length: { value: definition.fn.length },
    with: { value: (given: FlowOptions) => callable(withOptions(definition, given)) },
    fn: { value: definition.fn },
  });
}

function withOptions(definition: FlowDefinition, given: FlowOptions): FlowDefinition {
  checkOptions("flow", given);
  declareLimits(given);
  const { location } = definition;
  const options = { ...definition.options, ...given };
  const identity = given.name === undefined ? definition : undefined;
  return new Definition("flow", definition.fn, options, { location, identity });
}
