/** The handle of a task run: what calling a task returns. */

import type { State } from "@millrace/protocol";
import { Alarm } from "./alarm.js";
import { scopes } from "./context.js";
import { milliseconds, spoken } from "./duration.js";
import { CyclicFuturesError, TimeoutError } from "./errors.js";
import type { Duration } from "./options.js";
import { UnknownResult } from "./plan.js";
import { type Work, waitsFor } from "./work.js";

const brand = Symbol.for("millrace.future");
const whole: readonly PropertyKey[] = [];

export interface WaitOptions {
  /** How long to wait; the task itself goes on. Default: for ever. */
  timeout?: Duration;
}

/** Work as its future shows it. */
export type ShownWork = Work & { readonly id?: string; readonly state: State };

export class Future<T = unknown> implements PromiseLike<T> {
  readonly work: ShownWork;
  /** Properties to read from the result. */
  readonly path: readonly PropertyKey[];
  /** Hand an error on as a value. */
  readonly allowsFailure: boolean;

  constructor(work: ShownWork, path: readonly PropertyKey[] = whole, allowsFailure = false) {
    this.work = work;
    this.path = path;
    this.allowsFailure = allowsFailure;
  }

  get [brand](): true {
    return true;
  }

  get [Symbol.toStringTag](): string {
    return "TaskFuture";
  }

  get id(): string | undefined {
    return this.work.id;
  }

  get state(): State {
    return this.work.state;
  }

  // biome-ignore lint/suspicious/noThenProperty: a future is awaited like a promise.
  then<A = T, B = never>(
    done?: ((value: T) => A | PromiseLike<A>) | null,
    failed?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#promise().then(done, failed);
  }

  catch<B = never>(failed?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.#promise().catch(failed);
  }

  finally(done?: (() => void) | null): Promise<T> {
    return this.#promise().finally(done);
  }

  get(key: PropertyKey): Future {
    return new Future(this.work, [...this.path, key], this.allowsFailure);
  }

  async result({ timeout }: WaitOptions = {}): Promise<T> {
    this.work.look();
    refuseCycle(this.work, timeout === undefined);
    await this.#within(timeout);
    return this.now();
  }

  async wait({ timeout }: WaitOptions = {}): Promise<State> {
    this.work.look();
    refuseCycle(this.work, timeout === undefined);
    await this.#within(timeout);
    return this.state;
  }

  /** What the future stands for, once its work is settled. @throws the error of the work */
  now(): T {
    const { work } = this;
    if (!work.settled) throw new Error(`${work.label} has not ended yet`);
    if (!work.failed) return readPath(work.value, this.path, work.label) as T;
    if (this.allowsFailure) return work.value as T;
    throw work.value;
  }

  #promise(): Promise<T> {
    const { work } = this;
    work.look();
    return new Promise<T>((resolve, reject) => {
      refuseCycle(work);
      const settle = () => {
        if (isUnknown(work)) return;
        try {
          resolve(this.now());
        } catch (error) {
          reject(error);
        }
      };
      work.whenSettled(settle);
    });
  }

  async #within(timeout: Duration | undefined): Promise<void> {
    const limit = timeout === undefined ? undefined : milliseconds(timeout);
    if (timeout !== undefined && limit === undefined) {
      throw new TypeError(`timeout is ${timeout}: give seconds from 0, or a string such as "10s"`);
    }
    await new Promise<void>((resolve, reject) => {
      const late = () =>
        reject(new TimeoutError(`${this.work.label} has not ended within ${spoken(timeout)}`));
      const alarm = limit === undefined ? undefined : new Alarm(limit, late);
      this.work.whenSettled(() => {
        alarm?.stop();
        if (!isUnknown(this.work)) resolve();
      });
    });
  }
}

/** In a dry run: there is no result to wait for, and who does is told of. */
function isUnknown({ failed, value }: Work): boolean {
  const unknown = failed && value instanceof UnknownResult;
  if (unknown) value.awaited();
  return unknown;
}

function readPath(value: unknown, path: readonly PropertyKey[], label: string): unknown {
  let at = value;
  for (const key of path) {
    if (at === undefined || at === null) {
      throw new TypeError(
        `cannot read .get(${String(key)}) of the result of ${label}: it is ${at}`,
      );
    }
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}

/** The running code is about to wait for `work`: that must not wait for the running code. */
function refuseCycle(work: Work, forever = true): void {
  if (work.settled) return;
  const scope = scopes.getStore();
  const waiting = scope?.task ?? scope?.flow.standIn;
  if (waiting === undefined) return;
  refuseCircle(work, waiting);
  waiting.awaits(work, forever);
}

/** @throws CyclicFuturesError when `work` cannot end before `waiting` has */
export function refuseCircle(work: Work, waiting: Work): void {
  if (!waitsFor(work, waiting)) return;
  throw new CyclicFuturesError(
    work === waiting
      ? `cyclic futures: ${waiting.label} waits for its own result. Return a value instead of its own future`
      : `cyclic futures: ${waiting.label} waits for ${work.label}, which waits for ${waiting.label}. Let one of them go on without the other's result`,
  );
}

/** The future in an argument: the argument itself, or the one a list of futures carries. */
export function asFuture(value: unknown): Future | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const branded = (value as { [brand]?: true | Future })[brand];
  return branded === undefined ? undefined : branded === true ? (value as Future) : branded;
}

/** Makes an object stand for a future among arguments. */
export function standsFor(value: object, future: Future): void {
  Object.defineProperty(value, brand, { value: future });
}
