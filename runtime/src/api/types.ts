/** The types of futures, tasks and flows, as their callers see them. */
import type { State } from "@millrace/protocol";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { WaitOptions } from "../engine/future.js";
import type { Unmapped } from "../engine/map.js";
import type { CacheOptions, CallOptions, FlowOptions, TaskOptions } from "../engine/options.js";
import type { Files } from "../files/options.js";

export type { WaitOptions };

/** A result that is not there yet. Await it, or hand it to a task where the result is wanted. */
export interface AnyFuture<T> extends PromiseLike<T> {
  readonly state: State;
  catch<B = never>(failed?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<T | B>;
  finally(done?: (() => void) | null): Promise<T>;
  /**
   * Waits for the end, however it ends. The failure counts as seen: it does not fail the flow.
   * @throws TimeoutError when it takes longer; the task goes on
   */
  wait(options?: WaitOptions): Promise<State>;
  /**
   * The result; like awaiting, with a time limit.
   * @throws TimeoutError when it takes longer; what the task threw, when it failed
   */
  result(options?: WaitOptions): Promise<T>;
  /** The future of a property of the result: hand it to a task without awaiting it. */
  get<K extends keyof T>(key: K): AnyFuture<T[K]>;
}

/** What calling a task returns: the result of its task run. */
export interface TaskFuture<T> extends AnyFuture<T> {
  /** The task run's id. */
  readonly id: string;
  get<K extends keyof T>(key: K): TaskFuture<T[K]>;
}

/** What mapping a task over a list returns: the futures, and at once the future of all results. */
export type MapFuture<T> = ReadonlyArray<TaskFuture<T>> & AnyFuture<T[]>;

type Atom =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | null
  | undefined
  | Date
  | RegExp
  | Error
  | URL
  | ArrayBufferView
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  // biome-ignore lint/suspicious/noExplicitAny: any function.
  | ((...args: any[]) => unknown);

/** `T`, or the future of a `T`; also for the parts of arrays and plain objects. */
export type In<T> = T | AnyFuture<T> | Parts<T>;
type Parts<T> = T extends Atom ? never : T extends object ? { [K in keyof T]: In<T[K]> } : never;

/** The arguments of a call: each may be a future. */
export type Inputs<Args extends readonly unknown[]> = { [I in keyof Args]: In<Args[I]> };

/** The arguments of a map: a list for each parameter, or one value for all calls in `unmapped(...)`. */
type Lists<Args extends readonly unknown[]> = {
  [I in keyof Args]: Iterable<In<Args[I]>> | Unmapped<In<Args[I]>>;
};
/** The same, where some of the lists are not there yet. */
type LateLists<Args extends readonly unknown[]> = {
  [I in keyof Args]: Iterable<In<Args[I]>> | AnyFuture<Iterable<Args[I]>> | Unmapped<In<Args[I]>>;
};

/** A function whose calls are recorded, retried, cached and drawn. */
export interface Task<Args extends readonly unknown[], Result> {
  /** Starts at once, or as soon as the futures among the arguments are there. */
  (...args: Inputs<Args>): TaskFuture<Awaited<Result>>;
  /**
   * Calls the task for each item of a list; several lists are zipped.
   * @throws TypeError when the lists have different lengths
   */
  map(...args: Lists<Args>): MapFuture<Awaited<Result>>;
  map(...args: LateLists<Args>): AnyFuture<Awaited<Result>[]>;
  /** The same task with other options. */
  with(options: CallOptions<Args>): Task<Args, Result>;
  /** The plain function: nothing is recorded of its calls. */
  readonly fn: (...args: Args) => Result;
}

/**
 * A function whose calls are runs: everything its tasks do is recorded under it. `Taken` is what the
 * function is given of `Args`, where a schema converts them.
 */
export interface Flow<
  Args extends readonly unknown[],
  Result,
  Taken extends readonly unknown[] = Args,
> {
  /** Runs the flow; in another flow, as a subflow of it. */
  (...args: Inputs<Args>): TaskFuture<FlowResult<Result>>;
  /** The same flow with other options. */
  with(options: FlowOptions): Flow<Args, Result, Taken>;
  /** The plain function. */
  readonly fn: (...args: Taken) => Result;
}

/** What a flow gives for what its function returns: futures are waited for, deep in arrays and plain objects. */
export type FlowResult<T> = Settled<Awaited<T>>;
type Settled<T> =
  T extends AnyFuture<infer R>
    ? R
    : T extends Atom
      ? T
      : T extends readonly unknown[] | Record<string, unknown>
        ? { [K in keyof T]: Settled<T[K]> }
        : T;

// `CallableFunction` has no signature of its own: a parameter without a type, as in `(url = "x") =>`,
// then gets the type of its default and not that of a constraint.
/** What a function takes. */
type ArgumentsOf<F> = F extends (...args: infer Args) => unknown ? Args : never;
/** What a function gives. */
// biome-ignore lint/suspicious/noExplicitAny: fits any function.
type ResultOf<F> = F extends (...args: any) => infer Result ? Result : never;
/** The task made of a function. */
export type TaskOf<F> = Task<ArgumentsOf<F>, ResultOf<F>>;
/** The flow made of a function. */
export type FlowOf<F> = Flow<ArgumentsOf<F>, ResultOf<F>>;

/** The options of a flow whose parameters go through a schema. */
export interface CheckedFlowOptions<S extends StandardSchemaV1> extends FlowOptions {
  params: S;
}

/**
 * What a function may be that is given what a schema makes of the parameters: `({ n }) =>` is given
 * all of them and gets its type from the schema. Others name theirs one by one, and have the types they
 * declare: the compiler takes no type from two signatures that differ, and only these two fit `(n = 1) =>`.
 */
export type Checked<S extends StandardSchemaV1> =
  | ((params: StandardSchemaV1.InferOutput<S>) => unknown)
  | (() => unknown)
  | CallableFunction;

/** The flow made of a function and a schema: it is called with what the schema takes. */
export type CheckedFlowOf<S extends StandardSchemaV1, F> =
  TakesAll<S, ArgumentsOf<F>> extends true
    ? Flow<GivenTo<StandardSchemaV1.InferInput<S>>, ResultOf<F>, ArgumentsOf<F>>
    : FlowOf<F>;

/** Whether a function's only parameter is an object of all that the schema gives. */
type TakesAll<S extends StandardSchemaV1, Args extends readonly unknown[]> = Args extends [
  (infer Only)?,
]
  ? unknown extends Only
    ? false
    : StandardSchemaV1.InferOutput<S> extends Only
      ? true
      : false
  : false;
// biome-ignore lint/complexity/noBannedTypes: whatever may be left out.
type GivenTo<Input> = {} extends Input ? [params?: Input] : [params: Input];

/** The options whose functions are given the task's arguments. */
type Taking = "cache" | "files";

/**
 * The options of the task made of `F`. While `F` is still to be inferred, its conditional type says
 * nothing of the functions in it: one that is given before `F` would settle what `F` is. That is why
 * an option is `unknown` then, and why parameters with a default keep the type of their default.
 */
export type TaskOptionsOf<F> = {
  [K in keyof TaskOptions]: K extends Taking ? Given<F, K> : TaskOptions[K];
};
type Given<F, K extends Taking> = F extends (...args: infer Args) => unknown
  ? TaskOptions<Args>[K]
  : unknown;

/** The options of a decorated task: what their functions take is compared with the method later. */
export type DecoratorOptions<FilesOf, KeyOf> = Omit<TaskOptions, Taking> & {
  cache?: boolean | CachedBy<KeyOf> | KeyOf;
  files?: Files | FilesOf;
};
type CachedBy<KeyOf> = Omit<CacheOptions, "key"> & { key?: string | KeyOf };

// biome-ignore lint/suspicious/noExplicitAny: a decorator fits any class and any method.
type Method = (this: any, ...args: any[]) => PromiseLike<any>;

/**
 * Decorates an async method, by the standard of TC39 or with `experimentalDecorators`. A method's
 * type cannot be changed by a decorator: it has to be async, because its calls give futures.
 */
export interface MethodDecorator<FilesOf = CallableFunction, KeyOf = CallableFunction> {
  <M extends Method>(
    method: M & Fits<FilesOf, Files, M> & Fits<KeyOf, string, M>,
    context: ClassMethodDecoratorContext,
  ): M;
  <M extends Method>(
    target: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<M> & Fits<FilesOf, Files, M> & Fits<KeyOf, string, M>,
  ): TypedPropertyDescriptor<M>;
}

/** Anything where the function of an option takes what the method takes, else what is wrong with it. */
type Fits<F, Wanted, M extends Method> = CallableFunction extends F
  ? unknown
  : F extends (...args: Parameters<M>) => infer Result
    ? Result extends Wanted
      ? unknown
      : { "a function in its options gives": Result; "instead of": Wanted }
    : { "a function in its options takes": ArgumentsOf<F>; "the method takes": Parameters<M> };

export type { CacheOptions, CallOptions, FlowOptions, TaskOptions };
