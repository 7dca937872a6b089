/** One call of a task, from the call to its end. */

import type { RunError, State, TaskRunId } from "@millrace/protocol";
import { Alarm } from "./alarm.js";
import { contentsOf, remember, withResults } from "./arguments.js";
import { Attempt } from "./attempt.js";
import type { Call } from "./call.js";
import { CancelledError, messageOf, runError, TimeoutError, upstreamFailure } from "./errors.js";
import type { FlowRun } from "./flow-run.js";
import { callTaskHook } from "./hooks.js";
import { inputHash } from "./input-hash.js";
import { type Known, KnownResult } from "./known-result.js";
import { writeLog } from "./log.js";
import { type Decision, decisionOf, failedDecision, UnknownResult } from "./plan.js";
import { type Progress, ProgressMeter } from "./progress-meter.js";
import type { StateChange, TaskRunRecord } from "./record.js";
import { awaitingRetry, delayUntilRetry } from "./retry-delay.js";
import { runNameOf } from "./run-name.js";
import { shownInputs } from "./shown-inputs.js";
import { state } from "./states.js";
import { enterAttempt } from "./task-attempt.js";
import { TaskInputs } from "./task-inputs.js";
import { newTaskRecord } from "./task-record.js";
import { TaskWork } from "./task-work.js";
import type { Work } from "./work.js";

const noArgs: unknown[] = [];

export class TaskRun extends TaskWork {
  readonly flow: FlowRun;
  readonly call: Call;
  readonly id: TaskRunId;
  readonly #ordinal: number;
  #map: { index: number; of: number } | undefined;
  #args: unknown[];
  #record: TaskRunRecord | undefined;
  /** What is left of the record when the run has ended well and the store has it. */
  #left: { name: string; state: State } | undefined;
  #attempt: Attempt | undefined;
  #retryAlarm: Alarm | undefined;
  #known: KnownResult | undefined;
  /** Its code called tasks or flows. */
  callsTasks = false;
  #progress: ProgressMeter | undefined;

  constructor(flow: FlowRun, call: Call, args: unknown[], map?: { index: number; of: number }) {
    super();
    this.flow = flow;
    this.call = call;
    this.#args = args;
    this.#map = map;
    if (call.caller !== undefined) call.caller.callsTasks = true;
    this.#ordinal = flow.taskCalled(this);
    this.id = `${flow.record.id}.${this.#ordinal}`;
  }

  get record(): TaskRunRecord {
    if (this.#record === undefined) this.admit();
    if (this.#record === undefined) throw new Error(`the record of ${this.id} was given up`);
    return this.#record;
  }

  get state(): State {
    return this.#left?.state ?? this.#record?.state ?? state("Pending");
  }

  get label(): string {
    return this.#left?.name ?? this.#record?.name ?? this.call.definition.name;
  }

  get ended(): boolean {
    return this.settled;
  }

  get needsSlot(): boolean {
    return this.call.caller === undefined && this.call.definition.kind === "task";
  }

  /** Its failure has been seen by somebody, or need not be. */
  get forgiven(): boolean {
    return this.looked || this.call.options.optional === true;
  }

  // ---- from the call to the start

  /** Records the run, finds what it needs, and goes on when that is there. */
  admit(): void {
    if (this.#record !== undefined || this.settled) return;
    const { call, flow } = this;
    const { waitFor } = call.options;
    const { futures, results } = contentsOf(this.#args);
    const waits = waitFor === undefined ? [] : contentsOf([waitFor]).futures;
    const run = flow.record.id;
    const record = newTaskRecord(this.id, run, this.#ordinal, call, this.#args, this.#map);
    this.#record = record;
    for (const { id, run: other } of results) {
      if (other === run && !record.upstream.includes(id)) record.upstream.push(id);
    }
    if (futures.length + waits.length > 0) this.inputs = new TaskInputs(futures, waits);
    this.#addUpstream();
    this.enter(state("Pending"));
    if (flow.stopping !== undefined) this.cancel(flow.stopping);
    else this.#waitForInputs();
  }

  #waitForInputs(): void {
    if (this.inputs === undefined) this.#prepare(this.#args);
    else this.inputs.whenSettled(() => this.#inputsSettled());
  }

  #inputsSettled(): void {
    if (this.settled) return;
    this.#addUpstream();
    const unknown = this.flow.session.plan === undefined ? undefined : this.inputs?.unknown;
    if (unknown !== undefined) {
      this.leaveUnknown("would-run", `upstream ${unknown.label} would run`);
      return;
    }
    const broken = this.inputs?.broken;
    if (broken !== undefined) {
      this.#upstreamFailed(broken);
      return;
    }
    const given = this.#args;
    try {
      this.#args = withResults(given);
    } catch (error) {
      this.#fail(error, state("Failed", messageOf(error)));
      return;
    }
    this.record.name = runNameOf(this.call.definition, this.call.options, this.#args);
    this.#prepare(given);
  }

  /**
   * The arguments are known: perhaps the result is known too; else queue for a slot.
   * @param given the arguments with the futures that were among them
   */
  #prepare(given: readonly unknown[]): void {
    const { record, flow, call } = this;
    record.inputs = shownInputs(this.#args, given, call.shown);
    const hash = inputHash(this.#args, "digest", call.memo);
    if (hash !== undefined) record.inputHash = hash;
    this.#known = KnownResult.of(this, this.#args);
    if (this.#known === undefined) {
      this.#queue("not cached");
      return;
    }
    this.#known.look(
      (known) => {
        if (this.settled) return;
        if ("reason" in known) {
          this.#queue(known.reason);
          return;
        }
        flow.session.plan?.decided(this, decisionOf(known, this.inputs?.unknownWait));
        this.#complete(known);
      },
      (error) => this.settled || this.#fail(error, state("Failed", messageOf(error))),
    );
  }

  /** @param reason why the code has to be entered */
  #queue(reason: string): void {
    const { scheduler, session } = this.flow;
    if (session.plan === undefined || this.call.definition.kind === "flow") scheduler.start(this);
    else this.leaveUnknown("would-run", reason);
  }

  /** Ends the run in a dry run: its code is not entered, so nobody knows what it gives. */
  leaveUnknown(kind: Decision["kind"], reason: string): void {
    if (this.settled) return;
    this.flow.session.plan?.decided(this, { kind, reason });
    this.failed = true;
    this.value = new UnknownResult(this);
    this.settled = true;
    this.#known?.done();
    this.tellSettled();
    this.flow.unfinished.delete(this);
  }

  #addUpstream(): void {
    if (this.inputs === undefined) return;
    const { record, flow } = this;
    record.upstream = this.inputs.addTo(record.upstream, (id) => flow.owns(id));
  }

  #upstreamFailed(work: Work): void {
    const cause = work.value;
    if (cause instanceof CancelledError) {
      this.cancel(cause);
      return;
    }
    const { error, message } = upstreamFailure(`${this.label} was not run`, work);
    this.#fail(error, state("UpstreamFailed", message));
  }

  // ---- attempts

  /** Enters the task's code. The caller has a slot for it, where one is needed. */
  start(): void {
    if (this.settled) {
      this.#releaseSlot();
      return;
    }
    const { record, flow, call } = this;
    record.attempt++;
    record.started ??= Date.now();
    const attempt = new Attempt(flow, this, record.attempt);
    this.#attempt = attempt;
    if (record.attempt === 1) this.#known?.begin();
    else this.awaitsNothing();
    this.enter(state(record.attempt === 1 ? "Running" : "Retrying"));
    callTaskHook(call.options.onRunning, this);
    flow.session.store.flushOlderThan(2);
    enterAttempt(attempt, this, this.#args);
  }

  /** What the code has given; the attempt is over. */
  attemptReturned(attempt: Attempt, value: unknown): void {
    this.#releaseSlot();
    const { stopping } = this.flow;
    if (stopping !== undefined && attempt.processes?.cut) {
      this.#end(stopping, state("Cancelled", stopping.message));
      return;
    }
    let kept: Promise<void> | undefined;
    try {
      kept = this.#known?.keep(value);
    } catch (error) {
      this.#fail(error, state("Failed", messageOf(error)));
      return;
    }
    if (kept === undefined) this.#complete({ value, into: state("Completed") });
    else {
      kept.then(
        () => this.settled || this.#complete({ value, into: state("Completed") }),
        (error) => this.settled || this.#fail(error, state("Failed", messageOf(error))),
      );
    }
  }

  /** What the code has thrown; the attempt is over. */
  attemptThrew(attempt: Attempt, error: unknown): void {
    this.#releaseSlot();
    const { stopping } = this.flow;
    if (stopping !== undefined) {
      this.#end(stopping, state("Cancelled", stopping.message));
      return;
    }
    const failure = state(this.#failureName(attempt, error), messageOf(error));
    if (failure.name === "Cancelled") {
      this.#end(error, failure);
      return;
    }
    const delay = delayUntilRetry(this.call.options, attempt.attempt, error, (line) =>
      writeLog(this.flow, this, "error", line),
    );
    if (delay === undefined) {
      this.#fail(error, failure);
      return;
    }
    this.record.error = runError(error, this.id);
    const { retries } = this.call.options;
    this.enter(awaitingRetry(attempt.attempt, retries, error, delay));
    callTaskHook(this.call.options.onRetry, this, { error });
    const again = () => this.flow.scheduler.start(this);
    if (delay > 0) this.#retryAlarm = new Alarm(delay, again);
    else again();
  }

  #failureName(attempt: Attempt, error: unknown): "TimedOut" | "Failed" | "Cancelled" {
    const name = this.subflow?.record.state.name;
    if (name === "TimedOut" || name === "Cancelled") return name;
    return error instanceof TimeoutError && attempt.signal.reason === error ? "TimedOut" : "Failed";
  }

  #releaseSlot(): void {
    this.flow.scheduler.release(this);
  }

  // ---- ends

  /** Ends the run because it can never start. */
  refuse(error: Error): void {
    if (!this.settled) this.#fail(error, state("Failed", messageOf(error)));
  }

  /** Ends the run if its code has not been entered; else asks the code to stop. */
  cancel(reason: Error): void {
    if (this.settled) return;
    if (this.#record === undefined) {
      this.admit();
      return;
    }
    this.subflow?.cancel(reason.message);
    const attempt = this.#attempt;
    if (attempt !== undefined && !attempt.over) attempt.stop(reason, this.flow.session.cancelGrace);
    else this.#end(reason, state("Cancelled", reason.message));
  }

  /** Ends the run whatever its code does. */
  abandon(reason: Error, into: "Cancelled" | "Crashed"): void {
    if (this.settled) return;
    if (this.#record === undefined) this.admit();
    const attempt = this.#attempt;
    if (attempt !== undefined && !attempt.over) {
      attempt.kill();
      attempt.end();
      this.#releaseSlot();
    }
    if (!this.settled) this.#end(reason, state(into, reason.message));
  }

  #complete({ value, into, from = this.id }: Known): void {
    const { record } = this;
    if (record.error !== undefined) delete record.error;
    record.result = { value };
    this.value = value;
    if (typeof value === "object" && value !== null) {
      const key = this.#known?.key;
      const digest = key ?? this.id;
      const former = key ?? from;
      remember(value, { id: this.id, run: record.run, digest, former, label: record.name });
    }
    this.#settle(into);
    callTaskHook(this.call.options.onCompletion, this, { result: value });
    this.#left = { name: record.name, state: into };
    this.#record = undefined;
  }

  #fail(error: unknown, into: State): void {
    if (this.flow.session.plan !== undefined) {
      const { kind, reason } = failedDecision(this, error);
      this.leaveUnknown(kind, reason);
      return;
    }
    this.#end(error, into, runError(error, this.id));
    callTaskHook(this.call.options.onFailure, this, { error });
  }

  #end(error: unknown, into: State, recorded?: RunError): void {
    this.#retryAlarm?.stop();
    this.failed = true;
    this.value = error;
    if (recorded !== undefined) this.record.error = recorded;
    this.#settle(into);
  }

  #settle(into: State): void {
    const { record } = this;
    this.settled = true;
    this.#progress?.end();
    record.ended = Date.now();
    this.enter(into);
    this.#known?.done();
    if (this.failed && this.looked) this.look();
    // A flow may hold a hundred thousand futures: they keep the results, not the histories.
    this.#args = noArgs;
    this.#map = undefined;
    this.#known = undefined;
    this.#attempt = undefined;
    this.tellSettled();
    this.flow.taskEnded(this);
    if (!this.failed) this.inputs = undefined;
  }

  /** Records the state and tells of it. */
  enter(next: State): void {
    const { flow } = this;
    const record = this.record;
    record.state = next;
    const seq = flow.nextSeq();
    const time = Date.now();
    const { attempt } = record;
    // Hot, and kept until it is committed: a literal takes a third less memory than a spread.
    const { type, name } = next;
    const change: StateChange = { type, name, time, attempt, seq };
    if (next.message !== undefined) change.message = next.message;
    if (next.until !== undefined) change.until = next.until;
    if (record.reason !== undefined) change.reason = record.reason;
    record.history.push(change);
    flow.taskEntered(record, seq, time);
  }

  progressed(progress: Progress): void {
    if (this.settled) return;
    this.#progress ??= new ProgressMeter((told) => this.flow.taskProgressed(this.record, told));
    this.#progress.set(progress);
  }
}
