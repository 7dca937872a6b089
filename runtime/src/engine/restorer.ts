/** Takes finished task runs over from the run that this one retries, and says which and why not. */
import { siteText } from "./call.js";
import { inputHash } from "./input-hash.js";
import type { Question, RestorableRun } from "./store.js";
import type { TaskRun } from "./task-run.js";

export class Restorer {
  readonly #from: RestorableRun;
  readonly #formerId: string;
  readonly #restored = new Map<string, number>();
  readonly #refused = new Map<string, { name: string; reason: string; times: number }>();

  constructor(from: RestorableRun, formerId: string) {
    this.#from = from;
    this.#formerId = formerId;
  }

  /** The former result of the same work; undefined where it has to be done. */
  take(run: TaskRun, args: readonly unknown[]): { value: unknown; from: string } | undefined {
    const hash = inputHash(args, "former", run.call.memo);
    const { definition } = run.call;
    const found =
      hash === undefined
        ? { reason: "an argument has no digest" }
        : this.#from.take({
            taskKey: definition.key,
            site: siteText(run.call.site),
            inputHash: hash,
            sourceHash: definition.sourceHash,
          });
    const { name } = run.record;
    if ("reason" in found) {
      const key = `${name}\n${found.reason}`;
      const refused = this.#refused.get(key);
      if (refused === undefined) this.#refused.set(key, { name, reason: found.reason, times: 1 });
      else refused.times++;
      return undefined;
    }
    this.#restored.set(name, (this.#restored.get(name) ?? 0) + 1);
    return found;
  }

  /** What a person answered to the same question. */
  answer(question: Question): string | undefined {
    const answer = this.#from.answer(question);
    const name = `the answer to "${question.key}"`;
    if (answer !== undefined) this.#restored.set(name, (this.#restored.get(name) ?? 0) + 1);
    return answer;
  }

  /** For a person, when the run ends. */
  summary(): string {
    const restored = [...this.#restored].map(([name, times]) => counted(name, times));
    const refused = [...this.#refused.values()].map(
      ({ name, reason, times }) => `${counted(name, times)} (${reason})`,
    );
    return [
      restored.length === 0
        ? `nothing was restored from run ${this.#formerId}`
        : `restored from run ${this.#formerId}: ${restored.join(", ")}`,
      ...(refused.length === 0 ? [] : [`not restored: ${refused.join(", ")}`]),
    ].join("; ");
  }
}

function counted(name: string, times: number): string {
  return times === 1 ? name : `${name} ×${times}`;
}
