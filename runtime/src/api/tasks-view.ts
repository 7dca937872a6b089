import { definitionOf } from "../engine/definition.js";
import { callable } from "./task.js";
import type { Task } from "./types.js";

/** The methods of `T` as tasks: they take futures and give futures. */
export type TasksOf<T> = {
  // biome-ignore lint/suspicious/noExplicitAny: any method.
  [K in keyof T as T[K] extends (...args: any[]) => PromiseLike<any> ? K : never]: T[K] extends (
    ...args: infer Args
  ) => infer Result
    ? Task<Args, Result>
    : never;
};

/**
 * The decorated methods of an object with the types they really have. A decorator cannot change the
 * declared type of a method, so `this.load(future)` does not compile where `tasks(this).load(future)`
 * does; in a method of a class `Etl`, write `tasks<Etl>(this)`.
 * @throws TypeError when a method is used that is no task
 */
export function tasks<T extends object>(self: T): TasksOf<T> {
  return new Proxy(self, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      const definition = definitionOf(value);
      if (definition?.kind === "task") return callable(definition, definition.options, target);
      if (definition !== undefined) return (value as CallableFunction).bind(target);
      throw new TypeError(
        `tasks(this).${String(key)} is no task: put @task() before the method, or call this.${String(key)}`,
      );
    },
  }) as TasksOf<T>;
}
