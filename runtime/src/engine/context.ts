/** Which flow run or task run the running code belongs to, across awaits. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { FlowRun } from "./flow-run.js";
import type { TaskRun } from "./task-run.js";

/** A task run or a flow run as the place where code runs. */
export interface Scope {
  readonly flow: FlowRun;
  /** Absent in the body of the flow itself. */
  readonly task: TaskRun | undefined;
  /** Aborts on timeout and cancellation. */
  readonly signal: AbortSignal;
  /** Counts from 1. */
  readonly attempt: number;
  /** Code in a worker thread sees as much of its run as the thread was told. */
  readonly inWorker?: true;
  /** The attempt has an outcome, though its code may still be running. */
  readonly over: boolean;
}

const key = Symbol.for("millrace.scope");
const globals = globalThis as { [key]?: AsyncLocalStorage<Scope> };
globals[key] ??= new AsyncLocalStorage<Scope>();

/** Shared by all copies of the library in the process. */
export const scopes: AsyncLocalStorage<Scope> = globals[key];
