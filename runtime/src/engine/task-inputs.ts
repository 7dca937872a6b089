/** The futures that a task run needs before it can start. */
import type { TaskRunId } from "@millrace/protocol";
import type { Future } from "./future.js";
import { UnknownResult } from "./plan.js";
import type { Work } from "./work.js";

export class TaskInputs {
  /** Those among the arguments, then those that are only waited for. */
  readonly #futures: readonly Future[];
  readonly #args: number;

  constructor(args: readonly Future[], waits: readonly Future[]) {
    this.#futures = waits.length === 0 ? args : [...args, ...waits];
    this.#args = args.length;
  }

  /** Calls back once, when all of them have ended: at once where they have. */
  whenSettled(done: () => void): void {
    let missing = 1;
    const one = () => {
      missing--;
      if (missing === 0) done();
    };
    for (const { work } of this.#futures) {
      if (work.settled) continue;
      missing++;
      work.whenSettled(one);
    }
    one();
  }

  /** The first that failed and whose failure is not allowed. */
  get broken(): Work | undefined {
    return this.#futures.find(
      ({ work, allowsFailure }) => work.failed && !allowsFailure && !isUnknown(work),
    )?.work;
  }

  /** In a dry run: the first argument that is not known. */
  get unknown(): Work | undefined {
    return this.#futures.find(({ work }, index) => index < this.#args && isUnknown(work))?.work;
  }

  /** In a dry run: the first that is only waited for and would run. */
  get unknownWait(): Work | undefined {
    return this.#futures.find(({ work }, index) => index >= this.#args && isUnknown(work))?.work;
  }

  /** The task runs known so far, without those that `upstream` has. */
  addTo(upstream: TaskRunId[], owned: (id: TaskRunId) => boolean): TaskRunId[] {
    const ids = this.#futures.flatMap(({ work }) => work.ids().filter(owned));
    if (ids.length === 0) return upstream;
    return upstream.length + ids.length === 1 ? ids : [...new Set([...upstream, ...ids])];
  }

  /** Whoever saw what the failure led to has seen the failure. */
  lookAtFailures(): void {
    for (const { work } of this.#futures) if (work.failed) work.look();
  }

  works(): Work[] {
    return this.#futures.map(({ work }) => work);
  }
}

function isUnknown({ failed, value }: Work): boolean {
  return failed && value instanceof UnknownResult;
}
