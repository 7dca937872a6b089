/**
 * Which task of a flow run starts when. Nothing here waits: it starts what can start, in slices of
 * about 10 ms, so that timers and sockets of the flow get their turn under any number of tasks.
 */
import { isLimited, TaskClaim } from "./claims.js";
import { Fifo } from "./fifo.js";
import type { Session } from "./session.js";
import { state } from "./states.js";
import type { TaskRun } from "./task-run.js";

/** Milliseconds of uninterrupted work. */
const slice = 10;
/** When the event loop last got its turn, as far as the schedulers know. */
let turn = performance.now();

export class Scheduler {
  readonly #maxTasks: number;
  readonly #session: Session;
  /** Called, not recorded yet: mapped calls come by the hundred thousand. */
  readonly #called = new Fifo<TaskRun>();
  readonly #ready = new Fifo<TaskRun>();
  /** Those that were let in and gave their place up for a while. */
  readonly #paused = new Set<TaskRun>();
  readonly #resuming = new Fifo<{ run: TaskRun; go: () => void }>();
  #running = 0;
  #wake: "none" | "microtask" | "immediate" | "relief" = "none";

  constructor(session: Session, maxTasks = Number.POSITIVE_INFINITY) {
    this.#session = session;
    this.#maxTasks = maxTasks;
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
    else if (this.#mayStart(run)) queueMicrotask(() => run.start());
    this.#soon();
  }

  /** Whether it could start now, if only its limits let it. */
  hasRoomFor(run: TaskRun): boolean {
    const isFull = run.needsSlot && this.#running >= this.#maxTasks;
    return !isFull && this.#session.threads.hasRoomFor(run);
  }

  /** Its limits let it start. */
  granted(run: TaskRun): void {
    this.#session.threads.take(run);
    if (run.needsSlot) this.#running++;
    queueMicrotask(() => run.start());
  }

  /** A run that was let in needs what it took no more. */
  release(run: TaskRun): void {
    const { limits, threads } = this.#session;
    if (isLimited(run)) limits.leave(run.id);
    threads.release(run);
    if (run.needsSlot && !this.#paused.delete(run)) this.#vacate();
  }

  /** A run that was let in needs its place again only when it is resumed. What it holds of limits it keeps. */
  pause(run: TaskRun): void {
    if (!run.needsSlot) return;
    this.#paused.add(run);
    this.#vacate();
  }

  /** Resolves when the run has a place again. */
  resume(run: TaskRun): Promise<void> {
    if (!this.#paused.has(run)) return Promise.resolve();
    return new Promise((go) => {
      this.#resuming.push({ run, go });
      this.#soon();
    });
  }

  #vacate(): void {
    this.#running--;
    if (this.#ready.length + this.#resuming.length > 0) this.#soon();
  }

  /** A run that has to wait for a thread or for its limits is not counted meanwhile: others may start. */
  #mayStart(run: TaskRun): boolean {
    const { limits, threads } = this.#session;
    if (!threads.take(run)) return false;
    if (!isLimited(run) || limits.enter(new TaskClaim(run))) return true;
    threads.release(run);
    return false;
  }

  #soon(): void {
    if (this.#wake !== "none") return;
    this.#wake = "microtask";
    queueMicrotask(this.#drain);
  }

  readonly #drain = (): void => {
    if (this.#wake !== "microtask") turn = performance.now();
    const relief = this.#session.relief?.();
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
      const again = this.#resuming.shift();
      if (again !== undefined) {
        if (this.#paused.delete(again.run)) this.#running++;
        again.go();
        return true;
      }
      const next = this.#ready.shift();
      if (next !== undefined) {
        if (next.ended || !this.#mayStart(next)) return true;
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
