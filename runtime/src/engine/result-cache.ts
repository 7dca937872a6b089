/** The option `cache`: results taken over from earlier runs, and computed once by runs at a time. */
import { milliseconds } from "./duration.js";
import { contentHash } from "./input-hash.js";
import type { CacheOptions, TaskOptions } from "./options.js";
import type { Store } from "./store.js";
import type { TaskRun } from "./task-run.js";

/** The task runs that are computing a result, by cache key. */
const computing = new WeakMap<Store, Map<string, TaskRun>>();

/** How one task run uses the cache. */
export class CacheUse {
  readonly key: string;
  readonly #run: TaskRun;
  readonly #options: CacheOptions;

  static isFor({ call: { definition, options } }: TaskRun): boolean {
    const { cache } = options;
    return cache !== undefined && cache !== false && definition.kind === "task";
  }

  /**
   * Undefined for a task without a cache.
   * @throws where there is no key: the arguments have no digest, or the task's function fails
   */
  static of(run: TaskRun, args: readonly unknown[]): CacheUse | undefined {
    const { definition, options } = run.call;
    const cache = (options as TaskOptions<unknown[]>).cache;
    if (!CacheUse.isFor(run) || cache === undefined || cache === false) return undefined;
    const chosen: CacheOptions<unknown[]> =
      typeof cache === "function" ? { key: cache } : cache === true ? {} : cache;
    return new CacheUse(run, chosen, `${definition.key}:${keyOf(run, chosen, args)}`);
  }

  private constructor(run: TaskRun, options: CacheOptions<unknown[]>, key: string) {
    this.#run = run;
    this.#options = options;
    this.key = key;
  }

  get #computing(): Map<string, TaskRun> {
    const { store } = this.#run.flow.session;
    let map = computing.get(store);
    if (map === undefined) {
      map = new Map();
      computing.set(store, map);
    }
    return map;
  }

  /** Calls back with the result, once it is known that there is one or that this run must compute it. */
  recall(found: (hit: { value: unknown } | undefined) => void): void {
    if (this.#options.refresh) {
      found(undefined);
      return;
    }
    const hit = this.#run.flow.session.store.cached(this.key);
    if (hit !== undefined) {
      found(hit);
      return;
    }
    const other = this.#computing.get(this.key);
    if (other !== undefined && !this.#isWithin(other)) {
      other.whenSettled(() => {
        if (other.failed) this.recall(found);
        else found({ value: other.value });
      });
      return;
    }
    this.#computing.set(this.key, this.#run);
    found(undefined);
  }

  /** @throws what the store throws where the value cannot be kept */
  keep(value: unknown): void {
    const { expires } = this.#options;
    const span = expires === undefined ? undefined : milliseconds(expires);
    const until = span === undefined ? undefined : Date.now() + span;
    this.#run.flow.session.store.remember(this.key, this.#run.id, value, until);
  }

  /** The run has ended: whoever waits for the same key looks again. */
  done(): void {
    if (this.#computing.get(this.key) === this.#run) this.#computing.delete(this.key);
  }

  /** A task that calls itself with the same key would wait for itself. */
  #isWithin(other: TaskRun): boolean {
    for (let at = this.#run.call.caller; at !== undefined; at = at.call.caller) {
      if (at === other) return true;
    }
    return false;
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
