/** The options of tasks and flows, as a person writes them. Checked by `check-options.ts`. */
import type { State } from "@millrace/protocol";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { StringValue } from "ms";
import type { Alert } from "../alerts/options.js";
import type { FilesOption } from "../files/options.js";
import type { Concurrency } from "../limits/options.js";
import type { Schedule } from "../schedules/options.js";

/** Seconds as a number, or a string with a unit, such as `"500ms"`, `"10s"`, `"5m"`, `"1 day"`. */
export type Duration = number | StringValue;

/**
 * How long to wait before a retry: always the same; the i-th delay of a list (the last one repeats);
 * or a function of the attempt that failed (from 1) and its error, giving seconds or a string.
 */
export type RetryDelay =
  | Duration
  | readonly Duration[]
  | ((attempt: number, error: unknown) => Duration);

/** What a hook is told. */
export interface HookEvent {
  /** The flow run's id. */
  run: string;
  /** The task run's id; absent in a flow's hook. */
  task?: string;
  name: string;
  state: State;
  /** Counts from 1. */
  attempt: number;
  /** What was thrown, in `onFailure`, `onRetry` and `onCrashed`. */
  error?: unknown;
  /** The value, in `onCompletion`. */
  result?: unknown;
}

/** May be async; nobody waits for it before going on. What it throws is logged and changes nothing. */
export type Hook = (event: HookEvent) => unknown;

/** When a result is taken over from an earlier run instead of being computed again. */
export interface CacheOptions<Args extends readonly unknown[] = readonly never[]> {
  /** The key, or how to make it from the arguments. Default: the arguments and the task's source. */
  key?: string | ((...args: Args) => string);
  /** How long a result stays good. Default: for ever. */
  expires?: Duration;
  /** Compute anew, and keep the new result. */
  refresh?: boolean;
}

interface CommonOptions {
  /** Shown everywhere. Default: the function's name, or the variable's it is assigned to. */
  name?: string;
  description?: string;
  version?: string;
  /** How many times to try again after a failure. Default 0. */
  retries?: number;
  /** Default: no delay. */
  retryDelay?: RetryDelay;
  /** How long one attempt may take; then `runtime().signal` aborts and the state is `TimedOut`. */
  timeout?: Duration;
  /**
   * What it waits for before it starts, shared by all runs on the machine: so many of it at a time
   * (`2`), a limit by name (`"db"`, `{ name: "db", limit: 4 }`), a rate
   * (`{ name: "api", rate: 10, per: "1s" }`), or several of these. A slot is taken for each attempt
   * and given back between attempts.
   */
  concurrency?: Concurrency;
  onRunning?: Hook;
  onCompletion?: Hook;
  /** The last attempt failed. */
  onFailure?: Hook;
  /** An attempt failed and another one will follow. */
  onRetry?: Hook;
}

// Method signatures are bivariant, so that `TaskOptions<[url: string]>` is a `TaskOptions`.
export interface TaskOptions<Args extends readonly unknown[] = readonly never[]>
  extends CommonOptions {
  tags?: readonly string[];
  /** Decides whether an error is worth another attempt; `attempt` is the one that failed. */
  retryIf?: (error: unknown, attempt: number) => boolean;
  cache?: boolean | CacheOptions<Args> | ((...args: Args) => string);
  /**
   * What the task reads and writes: while that is as the task left it, and so are its source and its
   * arguments, the result of the earlier run is taken over. Not together with `cache`.
   */
  files?: FilesOption<Args>;
  /** A failure of this task does not fail the flow. */
  optional?: boolean;
  /** Names each run after its parameters, as `"load-{table}"`. */
  runName?: string;
  /**
   * The thread its code runs in. `"worker"`: one of its own, for work that keeps a processor busy; the
   * module is loaded there too, arguments and result are copied, and a timeout ends even an endless
   * loop. The task has to be exported. Default `"main"`.
   */
  runIn?: "main" | "worker";
}

/** Options of `task.with(...)`: those of the task, and what a call waits for besides its arguments. */
export interface CallOptions<Args extends readonly unknown[] = readonly never[]>
  extends TaskOptions<Args> {
  /** Start only when these have ended well. */
  waitFor?: readonly PromiseLike<unknown>[];
}

export interface FlowOptions extends CommonOptions {
  /** How many of this flow's tasks may run at a time. Default: all that are ready. */
  maxTasks?: number;
  /** Checks and converts the parameters: zod, valibot, arktype or any Standard Schema, of an object. */
  params?: StandardSchemaV1;
  /** Record what the flow prints with `console` as log lines. Default: as the process says. */
  logPrints?: boolean;
  /** When `millrace serve` runs the flow by itself. */
  schedule?: Schedule;
  /** As `schedule`, where there are several. */
  schedules?: readonly Schedule[];
  /** Whom `millrace serve` tells of what becomes of the flow's runs. */
  alerts?: readonly Alert[];
  onCancellation?: Hook;
  /** The process is about to die of an error that no code caught. */
  onCrashed?: Hook;
}
