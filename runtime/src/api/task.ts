import { definitionSite } from "../engine/call-site.js";
import { checkOptions } from "../engine/check-options.js";
import {
  brandWith,
  Definition,
  type TaskDefinition,
  type UserFunction,
} from "../engine/definition.js";
import type { CallOptions } from "../engine/options.js";
import { mergedOptions, submit, submitMap } from "../engine/submit.js";
import { declareLimits } from "../limits/declared.js";
import { formOf } from "./decorator.js";
import type { DecoratorOptions, MethodDecorator, TaskOf, TaskOptionsOf } from "./types.js";

// Of the forms, the decorator with options stands first: the compiler goes on with the first signature where none
// fits, and what is no decorator crashes it (TypeScript 6.0, experimentalDecorators).

/**
 * Makes a task of a function, or of the method that follows the decorator. Each call is a task run:
 * it starts at once, is recorded with its call site, and may be retried, cached and limited in time.
 * Anything among its arguments may be a future, and is awaited first.
 *
 * @example
 * export const fetchRows = task({ retries: 3, retryDelay: 10 }, async (url: string) => { ... });
 * @throws TypeError when an option is unknown or cannot be meant
 */
export function task<FilesOf extends CallableFunction, KeyOf extends CallableFunction>(
  options?: DecoratorOptions<FilesOf, KeyOf>,
): MethodDecorator<FilesOf, KeyOf>;
export function task<F extends CallableFunction>(
  options: TaskOptionsOf<NoInfer<F>>,
  fn: F,
): TaskOf<F>;
export function task<This, Args extends unknown[], Result extends PromiseLike<unknown>>(
  method: (this: This, ...args: Args) => Result,
  context: ClassMethodDecoratorContext<This, (this: This, ...args: Args) => Result>,
): (this: This, ...args: Args) => Result;
// biome-ignore lint/suspicious/noExplicitAny: fits any method.
export function task<M extends (this: any, ...args: any[]) => PromiseLike<any>>(
  target: object,
  name: string | symbol,
  descriptor: TypedPropertyDescriptor<M>,
): TypedPropertyDescriptor<M>;
export function task<F extends CallableFunction>(fn: F): TaskOf<F>;
export function task(...args: unknown[]): unknown {
  const form = formOf("task", args);
  const site = definitionSite(task);
  checkOptions("task", form.options);
  declareLimits(form.options, site.location);
  if (form.form === "wrap") return callable(new Definition("task", form.fn, form.options, site));
  const decorate = (...decorated: unknown[]) => {
    const method = form.form === "factory" ? formOf("task", decorated, form.options) : form;
    if (method.form !== "decorate") throw new TypeError("@task(options) goes before a method");
    const origin = { location: site.location, methodName: method.name };
    return method.replace(callable(new Definition("task", method.fn, method.options, origin)));
  };
  return form.form === "factory" ? decorate : decorate(...args);
}

/**
 * The function that stands for a task.
 * @param self the object a method is called on; undefined where each call says
 */
export function callable(
  definition: TaskDefinition,
  options: CallOptions = definition.options,
  self?: object,
): UserFunction {
  const call: UserFunction = function (this: unknown, ...args: unknown[]) {
    const target = self ?? this;
    definition.calledOn(target);
    return submit({ definition, options, self: target, callee: call }, args);
  };
  const map: UserFunction = (...args) =>
    submitMap({ definition, options, self, callee: map }, args);
  brandWith(call, definition);
  return Object.defineProperties(call, {
    name: { get: () => definition.name },
    length: { value: definition.fn.length },
    map: { value: map },
    with: {
      value: (given: CallOptions) => callable(definition, mergedOptions(options, given), self),
    },
    fn: { value: self === undefined ? definition.fn : definition.fn.bind(self) },
  });
}
