/** Asks people, for the runs of this process. While nobody is asked, nothing looks at the store. */
import type { InputRequest, InputRequestId, InputSettled, RunId } from "@millrace/protocol";
import type { InputLedger } from "../inputs/ledger.js";
import type { InputOptions, InputSchema } from "../inputs/options.js";
import { accepted, jsonSchemaOf } from "../inputs/schema.js";
import { Alarm } from "./alarm.js";
import type { Attempt } from "./attempt.js";
import { milliseconds, spoken } from "./duration.js";
import { CancelledError, InputTimeoutError, messageOf } from "./errors.js";
import type { FlowRun } from "./flow-run.js";

type Outcome = InputSettled["outcome"];

interface Pending {
  request: InputRequest;
  attempt: Attempt;
  schema: InputSchema | undefined;
  /** An answer is being looked at. */
  busy: boolean;
  alarm: Alarm | undefined;
  answered(value: unknown): void;
  failed(error: unknown): void;
}

export class InputDesk {
  readonly #ledger: InputLedger;
  readonly #pending = new Map<InputRequestId, Pending>();
  readonly #asked = new Map<RunId, number>();
  #unwatch: (() => void) | undefined;

  constructor(ledger: InputLedger) {
    this.#ledger = ledger;
  }

  /**
   * Pauses the attempt until a person has answered.
   * @throws InputTimeoutError, or why the attempt was stopped meanwhile
   */
  async ask(attempt: Attempt, options: InputOptions): Promise<unknown> {
    const { plan } = attempt.flow.session;
    if (plan !== undefined) {
      plan.asked(attempt.flow, options.key ?? "input");
      return new Promise(() => {});
    }
    if (attempt.over || attempt.signal.aborted) {
      throw attempt.signal.reason ?? new CancelledError("the attempt that asks has ended already");
    }
    const { schema, key = "input", prompt } = options;
    const request = this.#requestOf(attempt, options);
    const place = placeOf(attempt);
    const { flow } = attempt;
    const seq = flow.nextSeq();
    this.#ledger.ask({ ...request, site: place, seq });
    const { run, asked: time } = request;
    flow.session.onEvent?.({ type: "input-requested", seq, run, time, request });

    const former = flow.restorer?.answer({ place, key, prompt: prompt ?? "" });
    if (former !== undefined) {
      const verdict = await this.#verdict(schema, former);
      if ("value" in verdict) {
        this.#settle(flow, request.id, "answered", former);
        return verdict.value;
      }
    }
    return this.#untilAnswered(attempt, request, options);
  }

  /** What it asked and nobody answered is not asked any more. */
  runEnded(flow: FlowRun): void {
    this.#asked.delete(flow.id);
    for (const pending of this.#pending.values()) {
      if (pending.attempt.flow !== flow) continue;
      this.#close(pending, "cancelled");
      pending.failed(new CancelledError(`${flow.record.flowName} ended before this was answered`));
    }
  }

  #requestOf(attempt: Attempt, { schema, key = "input", prompt, timeout }: InputOptions) {
    const { flow, task } = attempt;
    const ordinal = (this.#asked.get(flow.id) ?? 0) + 1;
    this.#asked.set(flow.id, ordinal);
    const asked = Date.now();
    const span = milliseconds(timeout);
    const request: InputRequest = {
      id: `${flow.id}.input${ordinal}`,
      run: flow.id,
      ...(task === undefined ? {} : { task: task.id }),
      key,
      ...(prompt === undefined ? {} : { prompt }),
      schema: jsonSchemaOf(schema),
      asked,
      ...(span === undefined ? {} : { until: asked + span }),
    };
    return request;
  }

  async #untilAnswered(
    attempt: Attempt,
    request: InputRequest,
    { schema, timeout }: InputOptions,
  ): Promise<unknown> {
    const { signal } = attempt;
    const { key, prompt, until } = request;
    attempt.pause(`asks for "${key}"${prompt === undefined ? "" : `: ${prompt}`}`);
    let stopped = () => {};
    try {
      const answer = await new Promise((answered, failed) => {
        const pending: Pending = {
          ...{ request, attempt, schema, busy: false, alarm: undefined },
          ...{ answered, failed },
        };
        stopped = () => {
          this.#close(pending, "cancelled");
          failed(signal.reason);
        };
        this.#pending.set(request.id, pending);
        // While an earlier answer was looked at, the attempt may have been told to stop.
        if (signal.aborted) return stopped();
        signal.addEventListener("abort", stopped, { once: true });
        this.#unwatch ??= this.#ledger.watch(() => this.#look());
        if (until !== undefined) {
          const late = `nobody answered "${key}" within ${spoken(timeout)}`;
          this.#ring(pending, until, () => failed(new InputTimeoutError(late)));
        }
      });
      await attempt.resume();
      return answer;
    } catch (error) {
      if (!signal.aborted) await attempt.resume();
      throw error;
    } finally {
      signal.removeEventListener("abort", stopped);
    }
  }

  #ring(pending: Pending, at: number, late: () => void): void {
    pending.alarm = new Alarm(Math.max(0, at - Date.now()), () => {
      if (Date.now() < at) return this.#ring(pending, at, late);
      this.#close(pending, "timed-out");
      late();
    });
  }

  #look(): void {
    for (const pending of this.#pending.values()) if (!pending.busy) void this.#lookAt(pending);
  }

  async #lookAt(pending: Pending): Promise<void> {
    const { request, schema } = pending;
    pending.busy = true;
    try {
      const given = this.#ledger.answerTo(request.id);
      if (given === undefined) return;
      const verdict = await this.#verdict(schema, given);
      if (!this.#pending.has(request.id)) return;
      if ("problem" in verdict) {
        this.#ledger.refuse(request.id, verdict.problem);
        return;
      }
      this.#close(pending, "answered", given);
      pending.answered(verdict.value);
    } catch {
      // A store in trouble is asked again.
    } finally {
      pending.busy = false;
    }
  }

  async #verdict(schema: InputSchema | undefined, given: string) {
    try {
      return await accepted(schema, JSON.parse(given));
    } catch (error) {
      return { problem: `the schema failed: ${messageOf(error)}` };
    }
  }

  #close({ request, attempt, alarm }: Pending, outcome: Outcome, answer?: string): void {
    if (!this.#pending.delete(request.id)) return;
    alarm?.stop();
    this.#settle(attempt.flow, request.id, outcome, answer);
    if (this.#pending.size > 0) return;
    this.#unwatch?.();
    this.#unwatch = undefined;
  }

  #settle(flow: FlowRun, request: InputRequestId, outcome: Outcome, answer?: string): void {
    const seq = flow.nextSeq();
    const time = Date.now();
    this.#ledger.settle(request, { run: flow.id, outcome, answer, seq, time });
    flow.session.onEvent?.({ type: "input-settled", seq, run: flow.id, time, request, outcome });
  }
}

/** The definition whose code asks, and which one of a map it is. */
function placeOf({ flow, task }: Attempt): string {
  if (task === undefined) return flow.definition.key;
  const { map } = task.record;
  return map === undefined ? task.call.definition.key : `${task.call.definition.key} ${map.index}`;
}
