/**
 * Which task of a flow run starts when. Nothing here waits: it starts what can start, in slices of
 * about 10 ms, so that timers and sockets of the flow get their turn under any number of tasks.
 */
import { Fifo } from "./fifo.js";
import { state } from "./states.js";
import type { TaskRun } from "./task-run.js";

/** Milliseconds of uninterrupted work. */
const slice = 10;
/** When the event loop last got its turn, as far as the schedulers know. */
let turn = performance.now();

export class Scheduler {
  readonly #maxTasks: number;
  readonly #relief: () => Promise<void> | undefined;
  /** Called, not recorded yet: mapped calls come by the hundred thousand. */
  readonly #called = new Fifo<TaskRun>();
  readonly #ready = new Fifo<TaskRun>();
  #running = 0;
  #wake: "none" | "microtask" | "immediate" | "relief" = "none";

  /** @param relief resolves when more may be started; `undefined` while nothing speaks against it */
  constructor(
    maxTasks = Number.POSITIVE_INFINITY,
    relief: () => Promise<void> | undefined = () => undefined,
  ) {
    this.#maxTasks = maxTasks;
    this.#relief = relief;
  }

  /** Records the run and what it waits for, soon. */
  admit(run: TaskRun): void {
    this.#called.push(run);
    this.#soon();
  }

  /** Starts the run as soon as there is a slot; a run that needs none, soon. */
  start(run: TaskRun): void {
    if (run.needsSlot && this.#running >= this.#maxTasks) {
      run.enter(
        state(
          "AwaitingConcurrencySlot",
          `maxTasks is ${this.#maxTasks}, and that many are running`,
        ),
      );
    }
    if (run.needsSlot) this.#ready.push(run);
    else queueMicrotask(() => run.start());
    this.#soon();
  }

  /** A run that had a slot needs it no more. */
  release(): void {
    this.#running--;
    if (this.#ready.length > 0) this.#soon();
  }

  #soon(): void {
    if (this.#wake !== "none") return;
    this.#wake = "microtask";
    queueMicrotask(this.#drain);
  }

  readonly #drain = (): void => {
    if (this.#wake !== "microtask") turn = performance.now();
    const relief = this.#relief();
    if (relief !== undefined) {
      this.#wake = "relief";
      void relief.then(this.#drain);
      return;
    }
    this.#wake = "microtask";
    for (let worked = 0; ; worked++) {
      // Reading the clock costs as much as a small task's bookkeeping.
      if ((worked & 7) === 0 && performance.now() - turn > slice) {
        this.#wake = "immediate";
        setImmediate(this.#drain);
        return;
      }
      if (!this.#step()) break;
    }
    this.#wake = "none";
  };

  #step(): boolean {
    if (this.#running < this.#maxTasks) {
      const next = this.#ready.shift();
      if (next !== undefined) {
        if (next.ended) return true;
        this.#running++;
        next.start();
        return true;
      }
    }
    const called = this.#called.shift();
    called?.admit();
    return called !== undefined;
  }
}
