/** One run of a flow, from its first event to its last. */

import type { RunError, State, StateName, TaskRunId } from "@millrace/protocol";
import { Alarm } from "./alarm.js";
import { contentsOf } from "./arguments.js";
import { Attempt } from "./attempt.js";
import { watchChildProcesses } from "./child-processes.js";
import { isLimitedFlow, limitsAllow } from "./claims.js";
import { captureConsole } from "./console-capture.js";
import { scopes } from "./context.js";
import type { FlowDefinition } from "./definition.js";
import { milliseconds, spoken } from "./duration.js";
import { CancelledError, CrashedError, messageOf, runError, TimeoutError } from "./errors.js";
import { finishedEvent, startedEvent } from "./flow-event.js";
import type { FlowRunHandle, RunFlowOptions } from "./flow-future.js";
import { type Failure, failureOf, type Outcome, withUnseen } from "./flow-outcome.js";
import { type FlowCall, newFlowRecord } from "./flow-record.js";
import { callFlowHook } from "./hooks.js";
import { writeLog } from "./log.js";
import { checkedArgs, paramsOf } from "./parameters.js";
import type { Progress } from "./progress-meter.js";
import type { FlowRunRecord, TaskRunRecord } from "./record.js";
import { settledDeep } from "./resolve.js";
import { Restorer } from "./restorer.js";
import { awaitingRetry, delayUntilRetry } from "./retry-delay.js";
import { Scheduler } from "./scheduler.js";
import { type ActiveRun, currentSession, type Session } from "./session.js";
import { state } from "./states.js";
import { Stragglers } from "./stragglers.js";
import { taskEvent } from "./task-event.js";
import type { TaskRun } from "./task-run.js";
import { Unfinished } from "./unfinished.js";

/** Starts a run of a flow. Awaiting the handle gives the result, or throws what failed the run. */
export function runFlow(
  definition: FlowDefinition,
  args: unknown[],
  { retryOf, slot, thisArg }: RunFlowOptions = {},
): FlowRunHandle {
  const run = new FlowRun({ definition, args, self: thisArg, retryOf, slot });
  run.start();
  return run;
}

export class FlowRun implements FlowRunHandle, ActiveRun {
  readonly session: Session;
  readonly definition: FlowDefinition;
  readonly record: FlowRunRecord;
  readonly scheduler: Scheduler;
  readonly standIn: TaskRun | undefined;
  readonly restorer: Restorer | undefined;
  readonly logPrints: boolean;
  /** Resolves when the last event is told. */
  readonly ended: Promise<FlowRunRecord>;
  /** Why its tasks must not go on, once that is so. */
  stopping: Error | undefined;
  over = false;
  /** Why the last attempt was stopped, if it was. */
  #stopped: Error | undefined;
  readonly #self: unknown;
  readonly #result: Promise<unknown>;
  readonly #counts: Partial<Record<StateName, number>> = {};
  readonly unfinished = new Unfinished();
  readonly #stragglers = new Stragglers();
  #args: unknown[];
  #attempt: Attempt;
  #tasks = 0;
  #failures: Failure[] = [];
  /** Ends the attempt though its code goes on. */
  #force: (() => void) | undefined;
  #graceTimer: NodeJS.Timeout | undefined;
  #resolve!: (value: unknown) => void;
  #reject!: (error: unknown) => void;
  #end!: (record: FlowRunRecord) => void;

  constructor(call: FlowCall) {
    const { definition, args, self, retryOf, standIn } = call;
    this.session = standIn?.flow.session ?? currentSession();
    this.definition = definition;
    this.standIn = standIn;
    this.#self = self;
    this.#args = args;
    this.scheduler = new Scheduler(this.session, definition.options.maxTasks);
    this.logPrints =
      definition.options.logPrints ?? standIn?.flow.logPrints ?? this.session.logPrints;
    this.#attempt = new Attempt(this, undefined, 0);
    this.record = newFlowRecord(call);
    this.restorer =
      standIn?.flow.restorer ??
      (retryOf === undefined
        ? undefined
        : new Restorer(this.session.store.restorable(retryOf), retryOf));
    this.#result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever does not await the run learns of its failure from its events.
    this.#result.catch(() => {});
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get id(): string {
    return this.record.id;
  }

  get state(): State {
    return this.record.state;
  }

  // biome-ignore lint/suspicious/noThenProperty: a run is awaited like a promise.
  then<A = unknown, B = never>(
    done?: ((value: unknown) => A | PromiseLike<A>) | null,
    failed?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#result.then(done, failed);
  }

  // ---- the run

  /** Tells of the run and enters the flow's code, at once unless its parameters take time to check. */
  start(): void {
    const { record, session } = this;
    watchChildProcesses();
    if (this.logPrints) captureConsole();
    if (this.standIn === undefined) session.activeRuns.add(this);
    const { seq, time } = this.#change(record.state);
    session.onEvent?.(startedEvent(record, seq, time));
    let args: unknown[] | Promise<unknown[]>;
    try {
      const { futures } = contentsOf(this.#args);
      const check = (given: unknown) => checkedArgs(this.definition, given as unknown[]);
      args = futures.length === 0 ? check(this.#args) : settledDeep(this.#args).then(check);
    } catch (error) {
      void this.#finish({ error });
      return;
    }
    if (!(args instanceof Promise)) {
      void this.#attempts(args);
      return;
    }
    args.then(
      (checked) => this.#attempts(checked),
      (error) => this.#finish({ error }),
    );
  }

  async #attempts(args: unknown[]): Promise<void> {
    Object.assign(this.record.params, paramsOf(this.definition, args));
    for (let number = 1; ; number++) {
      // A flow without limits is entered at once: what a task called alone gives is there then.
      const refusal = isLimitedFlow(this) ? await this.#untilLimitsAllow() : undefined;
      const end = this.stopping ?? refusal;
      if (end !== undefined) {
        this.#stopped = this.stopping;
        this.session.limits.leave(this.id);
        return this.#finish({ error: end });
      }
      const outcome = await this.#try(number, args);
      this.session.limits.leave(this.id);
      if (this.over) return;
      const delay = "error" in outcome ? this.#retryDelay(number, outcome.error) : undefined;
      if (delay === undefined) return this.#finish(outcome);
      const { error } = outcome as { error: unknown };
      const { retries } = this.definition.options;
      this.enter(awaitingRetry(number, retries, error, delay));
      callFlowHook(this.definition.options.onRetry, this, this.state, number, { error });
      await this.#pause(delay);
    }
  }

  #untilLimitsAllow(): Promise<Error | undefined> {
    // No code is running that could need time to stop.
    this.#attempt.end();
    return limitsAllow(this, (interrupt) => {
      this.#force = interrupt;
    });
  }

  async #try(number: number, args: unknown[]): Promise<Outcome> {
    const { options, fn } = this.definition;
    const attempt = new Attempt(this, undefined, number);
    this.#attempt = attempt;
    this.#failures = [];
    const forced = new Promise<void>((resolve) => {
      this.#force = resolve;
    });
    this.record.started ??= Date.now();
    this.enter(state(number === 1 ? "Running" : "Retrying"));
    callFlowHook(options.onRunning, this, this.state, number);
    const limit = this.session.plan === undefined ? milliseconds(options.timeout) : undefined;
    attempt.limit(limit, () =>
      this.#stop(
        new TimeoutError(
          `flow ${this.record.flowName} timed out: it took longer than ${spoken(options.timeout)}`,
        ),
      ),
    );
    let outcome: Outcome = { value: undefined };
    const body = async () => {
      try {
        outcome = {
          value: await settledDeep(scopes.run(attempt, Reflect.apply, fn, this.#self, args)),
        };
      } catch (error) {
        outcome = { error };
      }
      await this.unfinished.none();
    };
    await Promise.race([body(), forced]);
    attempt.end();
    clearTimeout(this.#graceTimer);
    this.#force = undefined;
    if (this.stopping !== undefined) {
      const reason = this.stopping;
      this.#stopped = reason;
      if (reason instanceof TimeoutError) this.stopping = undefined;
      return { error: reason };
    }
    return withUnseen(outcome, this.#failures);
  }

  #retryDelay(attempt: number, error: unknown): number | undefined {
    if (error instanceof CancelledError || this.session.plan !== undefined) return undefined;
    return delayUntilRetry(this.definition.options, attempt, error, (line) =>
      writeLog(this, undefined, "error", line),
    );
  }

  /** Waits, but not longer than until the run is stopped. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const alarm = new Alarm(ms, resolve);
      this.#force = () => {
        alarm.stop();
        resolve();
      };
    });
  }

  async #finish(outcome: Outcome): Promise<void> {
    if (this.over) return;
    const { options } = this.definition;
    const failure =
      "error" in outcome ? failureOf(outcome.error, this.#stopped, this.#failures) : undefined;
    const final = failure?.state ?? state("Completed");
    const number = this.#attempt.attempt;
    if (failure === undefined) {
      callFlowHook(options.onCompletion, this, final, number, {
        result: (outcome as { value: unknown }).value,
      });
    } else {
      const hook = final.name === "Cancelled" ? options.onCancellation : options.onFailure;
      callFlowHook(hook, this, final, number, { error: (outcome as { error: unknown }).error });
    }
    if (this.#stragglers.size > 0) await this.#stragglers.within(this.session.cancelGrace + 1000);
    if (this.over) return;
    if (this.standIn === undefined && this.restorer !== undefined) {
      writeLog(this, undefined, "info", this.restorer.summary());
    }
    this.#close(final, failure?.error);
    if ("error" in outcome) this.#reject(outcome.error);
    else this.#resolve(outcome.value);
  }

  /** The last event. Nothing is recorded of the run after it. */
  #close(final: State, error: RunError | undefined): void {
    const { record, session } = this;
    session.inputs.runEnded(this);
    record.ended = Date.now();
    if (error !== undefined) record.error = error;
    const { seq, time } = this.#change(final);
    this.over = true;
    session.onEvent?.(finishedEvent(record, this.#counts, seq, time));
    if (this.standIn === undefined) {
      session.activeRuns.delete(this);
      try {
        session.store.flush();
      } catch {
        // The store keeps what it could not write and has told of the trouble; closing it tells again.
      }
    }
    this.#end(record);
  }

  // ---- stopping

  /** Asks the run's code to stop; it is over when the code has stopped, at the latest after the grace. */
  cancel(reason: string): void {
    if (this.over || this.stopping instanceof CancelledError) return;
    const error = new CancelledError(reason);
    this.enter(state("Cancelling", reason));
    this.#stop(error);
  }

  /** The process is about to die: records the run and what it was doing as Crashed, at once. */
  crash(error: unknown): void {
    if (this.over) return;
    const message = messageOf(error);
    this.stopping = new CrashedError(message, { cause: error });
    for (const run of this.unfinished.runs()) {
      run.subflow?.crash(error);
      run.abandon(this.stopping, "Crashed");
    }
    const final = state("Crashed", message);
    callFlowHook(this.definition.options.onCrashed, this, final, this.#attempt.attempt, { error });
    this.#close(final, runError(error));
    this.#reject(error);
    this.#force?.();
  }

  #stop(reason: Error): void {
    this.stopping = reason;
    // Between two attempts no code is running that could need time to stop.
    if (this.#attempt.over) {
      this.#force?.();
      return;
    }
    const { cancelGrace } = this.session;
    this.#attempt.stop(reason, cancelGrace);
    for (const run of this.unfinished.runs()) run.cancel(reason);
    this.#graceTimer = setTimeout(() => {
      for (const run of this.unfinished.runs()) run.abandon(reason, "Cancelled");
      this.#force?.();
    }, cancelGrace);
  }

  // ---- what its tasks tell

  /** @returns the ordinal of the call */
  taskCalled(run: TaskRun): number {
    this.unfinished.add(run);
    return ++this.#tasks;
  }

  taskEntered(record: TaskRunRecord, seq: number, time: number): void {
    const { store, onEvent } = this.session;
    store.taskRun(record);
    onEvent?.(taskEvent(record, seq, time));
  }

  taskProgressed(record: TaskRunRecord, progress: Progress): void {
    const { store, onEvent } = this.session;
    const seq = this.nextSeq();
    const time = Date.now();
    record.progress = { ...progress, seq, time };
    store.taskRun(record);
    onEvent?.({ type: "progress", seq, run: record.run, task: record.id, time, ...progress });
  }

  taskEnded(run: TaskRun): void {
    const { name, type } = run.record.state;
    this.#counts[name] = (this.#counts[name] ?? 0) + 1;
    if (type === "FAILED") this.#failures.push(run);
    this.unfinished.delete(run);
  }

  /** Something failed that is no task run. */
  workFailed(work: Failure): void {
    this.#failures.push(work);
  }

  /** The run is not over before this is: a hook, or a process that was told to stop. */
  awaitStraggler(done: Promise<unknown>): void {
    this.#stragglers.add(done);
  }

  /** True for the id of a task run of this run. */
  owns(id: TaskRunId): boolean {
    return id.startsWith(this.record.id) && id.charCodeAt(this.record.id.length) === 46;
  }

  nextSeq(): number {
    return ++this.record.seq;
  }

  /** Enters a state that is neither the first nor the last. */
  enter(next: State): void {
    const { seq, time } = this.#change(next);
    this.session.onEvent?.({ type: "run-state", seq, run: this.record.id, state: next, time });
  }

  #change(next: State): { seq: number; time: number } {
    const { record, session } = this;
    const seq = this.nextSeq();
    const time = Date.now();
    record.state = next;
    record.history.push({ ...next, time, attempt: this.#attempt.attempt, seq });
    session.store.flowRun(record);
    return { seq, time };
  }
}
