/** Worker threads for tasks that keep a processor busy, on piscina. */
import { availableParallelism } from "node:os";
import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Piscina } from "piscina";
import type { Attempt } from "../engine/attempt.js";
import type { FlowDefinition, TaskDefinition } from "../engine/definition.js";
import { writeLog } from "../engine/log.js";
import type { TaskRun } from "../engine/task-run.js";
import type { Workers } from "../engine/threads.js";
import { packed, unpacked } from "./errors.js";
import type { FromWorker, Job, ToWorker } from "./messages.js";
import { findUncopied } from "./uncopied.js";

/** A worker that has not heard within so many milliseconds that it is to stop will not hear it later. */
const deafAfter = 500;
/** Milliseconds that an idle thread is kept: it has loaded the module. */
const idleTimeout = 10_000;

export class WorkerPool implements Workers {
  threads = 1;
  onOpened: (() => void) | undefined;
  readonly #configured: () => Promise<number | undefined>;
  #pool: Promise<Piscina> | undefined;

  /** @param configured how many threads the workspace wants; asked when the first is needed */
  constructor(configured: () => Promise<number | undefined>) {
    this.#configured = configured;
  }

  async run(attempt: Attempt, args: readonly unknown[]): Promise<unknown> {
    const task = attempt.task as TaskRun;
    const job = jobOf(attempt, task, args);
    this.#pool ??= this.#open();
    const pool = await this.#pool;
    if (attempt.over || attempt.signal.aborted) throw attempt.signal.reason;
    const { port1: port, port2 } = new MessageChannel();
    const force = new AbortController();
    attempt.endThread = () => force.abort();
    let outcome: FromWorker | undefined;
    const receive = (message: FromWorker) => {
      if (message.type === "returned" || message.type === "threw") outcome = message;
      else if (!attempt.over) relay(message, attempt, task);
    };
    port.on("message", receive);
    const stop = () => stopWorker(port, attempt, force);
    attempt.signal.addEventListener("abort", stop, { once: true });
    try {
      await pool.run({ job, port: port2 }, { transferList: [port2], signal: force.signal });
    } catch (error) {
      throw uncopiedArguments(job, error) ?? whyEnded(task, error);
    } finally {
      attempt.signal.removeEventListener("abort", stop);
      for (let rest = receiveMessageOnPort(port); rest; rest = receiveMessageOnPort(port)) {
        receive(rest.message);
      }
      port.close();
    }
    if (outcome?.type === "threw") throw unpacked(outcome.error);
    if (outcome?.type === "returned") return outcome.value;
    throw new Error(`${task.label} ended without a result: its worker thread was closed`);
  }

  async #open(): Promise<Piscina> {
    const { Piscina } = await import("piscina");
    this.threads = (await this.#configured()) ?? availableParallelism();
    this.onOpened?.();
    return new Piscina({
      filename: new URL("worker.js", import.meta.url).href,
      minThreads: 0,
      maxThreads: this.threads,
      idleTimeout,
      execArgv: withoutTsx(process.execArgv),
      // The module's own timers and sockets keep their turn in a thread that waits for work.
      atomics: "disabled",
    });
  }
}

/**
 * The flags of a program that tsx runs, without tsx: a worker loads TypeScript by itself, and tsx does
 * not bear to be started twice in one thread.
 */
function withoutTsx(flags: readonly string[]): string[] {
  const isTsx = (value = "") => /(^|[\\/])tsx([\\/]|$)/.test(value);
  return flags.filter((flag, index) => {
    const [name = "", value] = flag.split("=", 2);
    const loads = ["--import", "--require", "-r", "--loader"];
    if (loads.includes(name)) return !isTsx(value ?? flags[index + 1]);
    return !(loads.includes(flags[index - 1] ?? "") && isTsx(flag));
  });
}

function jobOf(attempt: Attempt, task: TaskRun, args: readonly unknown[]): Job {
  const { definition, self } = task.call;
  const { location: place, sourceHash } = definition;
  if (place === undefined || isMethod(definition, self)) {
    const why =
      place === undefined
        ? "nobody knows where it is defined"
        : "it is a method, and a worker has no copy of its object";
    throw new Error(
      `${task.label} cannot run in a worker thread: ${why}. Write \`export const name = task({ runIn: "worker" }, ...)\` at the top level of a file`,
    );
  }
  const { id, flowName, params, scheduled } = attempt.flow.record;
  return {
    ...{ place, sourceHash, args, attempt: attempt.attempt },
    run: {
      ...{ id, flowName, params: copyable(params) },
      ...(scheduled === undefined ? {} : { scheduled }),
    },
    task: { id: task.id, label: task.label },
    logPrints: attempt.flow.logPrints,
  };
}

/** A static method is found by its class. */
function isMethod({ exportName = "" }: TaskDefinition | FlowDefinition, self: unknown): boolean {
  return exportName.includes(".") && typeof self !== "function";
}

function copyable(params: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).filter(([, value]) => findUncopied(value) === undefined),
  );
}

function relay(message: FromWorker, { flow }: Attempt, task: TaskRun): void {
  switch (message.type) {
    case "log":
      writeLog(flow, task, message.level, message.message, message.source);
      break;
    case "progress":
      task.progressed(message.progress);
      break;
    case "artifact":
      flow.session.store.artifact({ ...message.artifact, run: flow.id, task: task.id });
  }
}

/** Asks, and ends the thread after the grace; at once where it is too busy even to hear it. */
function stopWorker(port: MessagePort, { signal, flow }: Attempt, force: AbortController): void {
  const stop: ToWorker = { type: "stop", reason: packed(signal.reason) };
  port.postMessage(stop);
  const { cancelGrace } = flow.session;
  const deaf = setTimeout(() => force.abort(), Math.min(deafAfter, cancelGrace));
  const late = setTimeout(() => force.abort(), cancelGrace);
  port.on("message", ({ type }: FromWorker) => {
    if (type === "heard") clearTimeout(deaf);
  });
  port.once("close", () => {
    clearTimeout(deaf);
    clearTimeout(late);
  });
}

function uncopiedArguments({ args, task }: Job, error: unknown): Error | undefined {
  if ((error as Error)?.name !== "DataCloneError") return undefined;
  const found = findUncopied(args);
  if (found === undefined) return undefined;
  return new TypeError(
    `${task.label} cannot be given to a worker thread: argument ${found.path} is ${found.what}, which cannot be copied. Give it plain data, or leave out runIn: "worker"`,
  );
}

function whyEnded({ label }: TaskRun, error: unknown): Error {
  const { message } = error as Error;
  const code = /^worker exited with code: (\d+)/.exec(message)?.[1];
  if (code === undefined) return error as Error;
  return new Error(
    `the worker thread of ${label} ended with status ${code}: its code called process.exit`,
  );
}
