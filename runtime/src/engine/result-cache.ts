/** The option `cache`: results taken over from earlier runs, and computed once by runs at a time. */
import { claim, release } from "./computing.js";
import { milliseconds } from "./duration.js";
import { contentHash } from "./input-hash.js";
import type { CacheOptions, TaskOptions } from "./options.js";
import { UnknownResult } from "./plan.js";
import type { Answer, Reuse } from "./reuse.js";
import type { TaskRun } from "./task-run.js";

const message = "result of an earlier run";

export class CacheUse implements Reuse {
  readonly key: string;
  readonly #run: TaskRun;
  readonly #options: CacheOptions;

  /**
   * Undefined for a task without a cache.
   * @throws where there is no key: the arguments have no digest, or the task's function fails
   */
  static of(run: TaskRun, args: readonly unknown[]): CacheUse | undefined {
    const { definition, options } = run.call;
    const cache = (options as TaskOptions<unknown[]>).cache;
    if (cache === undefined || cache === false) return undefined;
    const chosen: CacheOptions<unknown[]> =
      typeof cache === "function" ? { key: cache } : cache === true ? {} : cache;
    return new CacheUse(run, chosen, `${definition.key}:${keyOf(run, chosen, args)}`);
  }

  private constructor(run: TaskRun, options: CacheOptions<unknown[]>, key: string) {
    this.#run = run;
    this.#options = options;
    this.key = key;
  }

  recall(answered: (answer: Answer) => void): void {
    const { store, force } = this.#run.flow.session;
    if (force || this.#options.refresh === true) {
      answered({ reason: force ? "forced" : "its option cache.refresh is on" });
      return;
    }
    const hit = store.cached(this.key);
    if (hit !== undefined) {
      answered({ value: hit.value, message });
      return;
    }
    const other = claim(this.key, this.#run);
    if (other === undefined) {
      answered({ reason: "not in the cache" });
      return;
    }
    other.whenSettled(() => {
      if (other.value instanceof UnknownResult) answered({ error: other.value });
      else if (other.failed) this.recall(answered);
      else answered({ value: other.value, message });
    });
  }

  begin(): void {}

  keep(value: unknown): undefined {
    const { expires } = this.#options;
    const span = expires === undefined ? undefined : milliseconds(expires);
    const until = span === undefined ? undefined : Date.now() + span;
    this.#run.flow.session.store.remember(this.key, this.#run.id, value, until);
  }

  done(): void {
    release(this.key, this.#run);
  }
}

function keyOf(run: TaskRun, { key }: CacheOptions<unknown[]>, args: readonly unknown[]): string {
  if (typeof key === "string") return key;
  if (typeof key === "function") {
    const made: unknown = key(...args);
    if (typeof made === "string") return made;
    throw new TypeError(
      `the cache key function of ${run.label} returned ${String(made)}: it must return a string`,
    );
  }
  try {
    return `${run.call.definition.sourceHash}:${contentHash(args)}`;
  } catch (error) {
    throw new TypeError(
      `${run.label} cannot be cached by its arguments, because one of them has no digest: give cache: { key: (...args) => "..." }`,
      { cause: error },
    );
  }
}
