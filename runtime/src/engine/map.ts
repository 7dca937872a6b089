/** One call of a task for each item of a list. */
import type { State, TaskRunId } from "@millrace/protocol";
import { CancelledError, upstreamFailure } from "./errors.js";
import { asFuture, Future, standsFor, type WaitOptions } from "./future.js";
import { UnknownResult } from "./plan.js";
import { state } from "./states.js";
import type { TaskRun } from "./task-run.js";
import { EndingWork, type Work } from "./work.js";

const brand = Symbol.for("millrace.unmapped");

/** An argument that every call of a map gets as it is, though it could be taken apart. */
export class Unmapped<T = unknown> {
  readonly value: T;

  constructor(value: T) {
    this.value = value;
  }

  get [brand](): true {
    return true;
  }
}

function isUnmapped(value: unknown): value is Unmapped {
  return (
    typeof value === "object" && value !== null && (value as { [brand]?: true })[brand] === true
  );
}

interface Spread {
  /** Futures of lists, which have to be there before the calls can be made. */
  lists: Future[];
  /** The arguments of each call. @throws TypeError where the lists cannot be zipped */
  rows(): unknown[][];
}

/** Zips the lists among the arguments of a map. */
export function mapArguments(args: readonly unknown[], label: string): Spread {
  // A list of futures is a list already; the future of a list has to come first.
  const futureOf = (arg: unknown) => (Array.isArray(arg) ? undefined : asFuture(arg));
  return {
    lists: args.map(futureOf).filter((future) => future !== undefined),
    rows: () =>
      zipped(
        args.map((arg) => {
          const future = futureOf(arg);
          return future === undefined ? arg : future.now();
        }),
        label,
      ),
  };
}

function zipped(args: readonly unknown[], label: string): unknown[][] {
  const columns = args.map((arg, index) => {
    if (isUnmapped(arg)) return undefined;
    if (isIterable(arg)) return Array.isArray(arg) ? arg : [...arg];
    throw new TypeError(
      `${label}: argument ${index + 1} is no list, so it cannot be mapped over: wrap it in unmapped(...) to give it to every call`,
    );
  });
  const lists = columns.filter((column) => column !== undefined);
  const first = lists[0];
  if (first === undefined) {
    throw new TypeError(`${label}: no argument is a list to map over`);
  }
  const lengths = lists.map(({ length }) => length);
  if (lengths.some((length) => length !== first.length)) {
    throw new TypeError(
      `${label}: the lists have different lengths (${lengths.join(", ")}): give lists of one length, or wrap what every call needs in unmapped(...)`,
    );
  }
  return first.map((_: unknown, row: number) =>
    columns.map((column, index) =>
      column === undefined ? (args[index] as Unmapped).value : column[row],
    ),
  );
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { [Symbol.iterator]?: unknown })[Symbol.iterator] === "function"
  );
}

/** All the runs of a map as one piece of work, whose result is the list of theirs. */
export class MapWork extends EndingWork {
  readonly label: string;
  readonly #make: (args: unknown[], map: { index: number; of: number }) => TaskRun;
  #runs: TaskRun[] | undefined;
  #lists: readonly Future[] = [];
  #missing = 0;
  #looked = false;

  constructor(
    label: string,
    make: (args: unknown[], map: { index: number; of: number }) => TaskRun,
  ) {
    super();
    this.label = label;
    this.#make = make;
  }

  /** Makes the calls. */
  expand(rows: unknown[][]): TaskRun[] {
    const of = rows.length;
    this.#missing = of;
    const runs = rows.map((row, index) => this.#make(row, { index, of }));
    this.#runs = runs;
    if (this.#looked) for (const run of runs) run.look();
    for (const run of runs) run.whenSettled(this.#oneSettled);
    if (of === 0) this.#settle();
    return runs;
  }

  /** Calls back when all the lists are there; fails, and calls `broken`, when one of them has failed. */
  needs(lists: readonly Future[], there: () => void, broken: () => void): void {
    this.#lists = lists;
    let missing = lists.length;
    for (const { work } of lists) {
      work.whenSettled(() => {
        missing--;
        if (missing > 0) return;
        const failed = lists.find((list) => list.work.failed && !list.allowsFailure);
        if (failed === undefined) return there();
        const { value } = failed.work;
        const { error } = upstreamFailure(`${this.label} was not made`, failed.work);
        const isOwn = value instanceof CancelledError || value instanceof UnknownResult;
        this.fail(isOwn ? value : error);
        broken();
      });
    }
  }

  /** There is nothing to map over. */
  fail(error: unknown): void {
    this.failed = true;
    this.value = error;
    this.#settle();
    if (this.#looked) this.look();
  }

  readonly #oneSettled = (): void => {
    this.#missing--;
    if (this.#missing === 0) this.#settle();
  };

  #settle(): void {
    const runs = this.#runs;
    if (runs !== undefined) {
      const broken = runs.find(({ failed }) => failed);
      this.failed = broken !== undefined;
      this.value = broken === undefined ? runs.map(({ value }) => value) : broken.value;
    }
    this.settled = true;
    this.tellSettled();
  }

  look(): void {
    this.#looked = true;
    for (const run of this.#runs ?? []) run.look();
    if (this.failed) for (const { work } of this.#lists) if (work.failed) work.look();
  }

  ids(): readonly TaskRunId[] {
    return this.#runs?.map(({ id }) => id) ?? [];
  }

  blockers(): Iterable<Work> {
    return this.#runs ?? this.#lists.map(({ work }) => work);
  }

  get forgiven(): boolean {
    return this.#looked;
  }

  get state(): State {
    return state(this.settled ? (this.failed ? "Failed" : "Completed") : "Running");
  }
}

/** The futures of a map, and at once the future of the list of their results. */
export class FutureList extends Array<Future> {
  // What array methods derive from a list is an ordinary array.
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  constructor(work: MapWork, runs: readonly TaskRun[]) {
    super(runs.length);
    for (const [index, run] of runs.entries()) this[index] = new Future(run);
    standsFor(this, new Future(work));
  }

  get #whole(): Future<unknown[]> {
    return asFuture(this) as Future<unknown[]>;
  }

  // biome-ignore lint/suspicious/noThenProperty: a list of futures is awaited like a promise.
  then<A = unknown[], B = never>(
    done?: ((value: unknown[]) => A | PromiseLike<A>) | null,
    failed?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#whole.then(done, failed);
  }

  catch<B = never>(failed?: ((error: unknown) => B | PromiseLike<B>) | null) {
    return this.#whole.catch(failed);
  }

  finally(done?: (() => void) | null): Promise<unknown[]> {
    return this.#whole.finally(done);
  }

  get state(): State {
    return this.#whole.state;
  }

  get(key: PropertyKey): Future {
    return this.#whole.get(key);
  }

  result(options?: WaitOptions): Promise<unknown[]> {
    return this.#whole.result(options);
  }

  wait(options?: WaitOptions): Promise<unknown> {
    return this.#whole.wait(options);
  }
}
