import { setTimeout as delay } from "node:timers/promises";
import type { FlowKey, RunEvent } from "@millrace/protocol";
import { EventEmitter } from "vscode";
import { deferred } from "../deferred.js";
import { isFailure } from "./ends.js";
import { EventChannel } from "./event-channel.js";
import { renamed, renamingIn } from "./opened.js";
import type { Launcher, RunProcess, RunProgram } from "./program.js";
import { RunModel } from "./run-model.js";

/** Milliseconds that a channel may stay open after its process is gone. */
const DRAIN = 2_000;
/** Milliseconds that leaving word of a stop may take. */
const NOTE = 2_000;
/** Milliseconds without a sign of life before a person is told that nothing happens. */
const SILENCE = 30_000;

export interface RunTarget {
  key: FlowKey;
  name: string;
  uri: string;
  file: string;
  exportName: string;
}

/** The run process did not get as far as a run; the message is what it had to say. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** A run of this window: its process, its channel, what it reported. */
export class LiveRun {
  readonly #started = deferred<RunModel>();
  readonly #finished = deferred<void>();
  readonly #ended = deferred<void>();
  readonly #changed = new EventEmitter<void>();
  readonly #events = new EventEmitter<RunEvent>();
  #channel: EventChannel | undefined;
  #process: RunProcess | undefined;
  #model: RunModel | undefined;
  /** How the process ended. */
  #exited: string | undefined;
  /** The channel is closed. */
  #silenced = false;
  #closed = false;
  #cancelTimer: NodeJS.Timeout | undefined;
  /** Somebody asked for its end. */
  #stopped = false;
  /** Milliseconds it was given to end by itself, when they were not enough. */
  #patienceLost: number | undefined;

  /** Anything of the run changed; at the pace of the events. */
  readonly onDidChange = this.#changed.event;
  /** Every event of the run and of the runs called in it, in order. */
  readonly onEvent = this.#events.event;
  /** Resolves with the first event; rejects with a {@link StartError}. */
  readonly started = this.#started.promise;
  /** Resolves when the run has ended, whether its process is gone or not. */
  readonly finished = this.#finished.promise;
  /** Resolves when the process is gone. */
  readonly ended = this.#ended.promise;

  constructor(
    readonly target: RunTarget,
    readonly debugged: boolean,
    private readonly say: (text: string) => void,
  ) {
    // Whoever waits for the start hears of it; nobody has to.
    this.#started.promise.catch(() => {});
  }

  async launch(launcher: Launcher, program: RunProgram): Promise<void> {
    const rename = renamingIn(program.cwd);
    this.#channel = await EventChannel.listen({
      onEvent: (event) => this.#onEvent(rename ? renamed(event, rename) : event),
      onRefused: (reason) =>
        this.say(`Refused a connection to run ${this.target.name}: ${reason}\n`),
      onClose: () => this.#onSilence(),
    });
    const silence = setTimeout(() => this.#silent(), SILENCE);
    const stopWaiting = () => clearTimeout(silence);
    this.#started.promise.then(stopWaiting, stopWaiting);
    const env = { ...program.env, ...this.#channel.env };
    try {
      this.#process = await launcher({ ...program, env }, (reason) => this.#onExit(reason));
    } catch (error) {
      this.#onExit(error instanceof Error ? error.message : String(error));
    }
  }

  /** Undefined until the run process reports that the run started. */
  get model(): RunModel | undefined {
    return this.#model;
  }

  get live(): boolean {
    return !this.#closed && !this.#model?.ended;
  }

  get failed(): boolean {
    return this.#model !== undefined && isFailure(this.#model.run.state);
  }

  /**
   * Asks the run to end; kills the whole process tree when it has not after `patience` milliseconds.
   * @param note leaves word in the history that somebody asked: a killed run cannot
   */
  cancel(patience: number, note: () => Promise<unknown>): void {
    if (this.#closed) return;
    this.#stopped = true;
    this.#channel?.cancel();
    this.#cancelTimer ??= setTimeout(
      async () => {
        this.#patienceLost = patience;
        // A history that does not answer must not keep the run alive.
        if (this.#model) await Promise.race([note(), delay(NOTE)]);
        this.kill();
      },
      this.#model ? patience : 0,
    );
  }

  /** The window closes: the run goes on, and nobody listens to it here. */
  leave(): void {
    this.#channel?.close();
  }

  /** Ends the process tree at once. */
  kill(): void {
    this.#process?.kill();
  }

  #onEvent(event: RunEvent): void {
    if (this.#model) this.#model.apply(event);
    else if (event.type === "run-started") this.#begin(event);
    this.#events.fire(event);
    this.#changed.fire();
    if (this.#model?.ended) this.#finished.resolve();
  }

  #begin(event: RunEvent & { type: "run-started" }): void {
    this.#model = RunModel.started(event, this.target.key);
    this.#started.resolve(this.#model);
  }

  #silent(): void {
    this.say(
      `Run ${this.target.name} has not started after ${SILENCE / 1000} s. Its output so far:\n`,
    );
    this.say(this.#process?.output() || "(none)\n");
  }

  /** Nothing more will be reported. */
  #onSilence(): void {
    this.#silenced = true;
    if (this.#exited) this.#settle(this.#exited);
  }

  /** The process is gone; what it reported before may still be on its way. */
  #onExit(how: string): void {
    const reason = this.#patienceLost === undefined ? how : killedAfter(this.#patienceLost);
    this.#exited ??= reason;
    clearTimeout(this.#cancelTimer);
    const draining = this.#channel?.connected && !this.#silenced;
    setTimeout(() => this.#settle(reason), draining ? DRAIN : 0);
  }

  #settle(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#model) this.#started.reject(this.#whyNotStarted(reason));
    else if (!this.#model.ended) {
      this.#model.lose(reason, Date.now(), this.#stopped);
    }
    this.#channel?.close();
    this.#changed.fire();
    this.#finished.resolve();
    this.#ended.resolve();
  }

  #whyNotStarted(reason: string): StartError {
    const said = this.#process?.output().trim();
    return new StartError(said || `The run process ${reason}.`);
  }
}

function killedAfter(patience: number): string {
  return `was killed: it had not ended ${patience / 1000} s after it was asked to`;
}
