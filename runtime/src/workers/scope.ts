/** The place where a task's code runs in a worker thread: what it tells goes to the run's own thread. */
import type { MessagePort } from "node:worker_threads";
import type { Scope } from "../engine/context.js";
import type { FlowRun } from "../engine/flow-run.js";
import type { ArtifactRecord, LogRecord } from "../engine/record.js";
import type { TaskRun } from "../engine/task-run.js";
import { unpacked } from "./errors.js";
import type { FromWorker, Job, ToWorker } from "./messages.js";

export class WorkerScope implements Scope {
  readonly flow: FlowRun;
  readonly task: TaskRun;
  readonly attempt: number;
  readonly inWorker = true;
  readonly #controller = new AbortController();
  #over = false;

  constructor(job: Job, port: MessagePort) {
    const tell = (message: FromWorker) => port.postMessage(message);
    this.attempt = job.attempt;
    this.flow = runAsSeenHere(job, tell, () => this.#over);
    this.task = {
      id: job.task.id,
      label: job.task.label,
      progressed: (progress) => tell({ type: "progress", progress }),
    } satisfies Pick<TaskRun, "id" | "label" | "progressed"> as unknown as TaskRun;
    port.on("message", ({ reason }: ToWorker) => {
      tell({ type: "heard" });
      this.#controller.abort(unpacked(reason));
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get over(): boolean {
    return this.#over;
  }

  end(): void {
    this.#over = true;
  }
}

/** As much of a run as the API asks for: `runtime()`, `logger()`, `artifact`, captured `console`. */
function runAsSeenHere(
  { run, logPrints }: Job,
  tell: (message: FromWorker) => void,
  isOver: () => boolean,
): FlowRun {
  let seq = 0;
  const store = {
    log({ level, message, source }: LogRecord) {
      tell({ type: "log", level, message, ...(source === undefined ? {} : { source }) });
    },
    artifact({ run: _, task: __, ...artifact }: ArtifactRecord) {
      tell({ type: "artifact", artifact });
    },
  };
  const seen = {
    record: run,
    logPrints,
    session: { store },
    nextSeq: () => ++seq,
    get over() {
      return isOver();
    },
  };
  return seen as unknown as FlowRun;
}
