/** What runs in a worker thread: loads the module of a task, once, and calls the task's function. */
import { relative } from "node:path";
import type { MessagePort } from "node:worker_threads";
import { captureConsole } from "../engine/console-capture.js";
import { scopes } from "../engine/context.js";
import { bindExports, type UserFunction } from "../engine/definition.js";
import { loadModule } from "../loader/load.js";
import { importWholeLibrary } from "../loader/whole-library.js";
import { refuseTopLevelCalls } from "../run/top-level-call.js";
import { packed } from "./errors.js";
import type { FromWorker, Job } from "./messages.js";
import { WorkerScope } from "./scope.js";
import { findUncopied } from "./uncopied.js";

/** @returns when the attempt has ended and all of it is told */
export default async function runJob({
  job,
  port,
}: {
  job: Job;
  port: MessagePort;
}): Promise<void> {
  const tell = (message: FromWorker) => port.postMessage(message);
  const scope = new WorkerScope(job, port);
  if (job.logPrints) captureConsole();
  try {
    const fn = await functionOf(job);
    const value = await scopes.run(scope, () => fn.apply(undefined, [...job.args]));
    scope.end();
    try {
      tell({ type: "returned", value });
    } catch (error) {
      throw uncopiedResult(job, value, error);
    }
  } catch (error) {
    scope.end();
    tell({ type: "threw", error: packed(error) });
  } finally {
    port.close();
  }
}

const modules = new Map<string, Promise<object>>();

async function functionOf({ place, sourceHash, task }: Job): Promise<UserFunction> {
  const { file, line, column } = place;
  let module = modules.get(file);
  if (module === undefined) {
    module = load(file);
    modules.set(file, module);
  }
  const found = bindExports(await module, file).find(
    ({ definition: { location, sourceHash: found }, owner }) =>
      location?.line === line &&
      location.column === column &&
      found === sourceHash &&
      owner === undefined,
  );
  if (found !== undefined) return found.definition.fn;
  throw new Error(
    `${task.label} cannot run in a worker thread: ${relative(process.cwd(), file)} does not export it. A worker loads the file and finds the task among its exports: write \`export const name = task({ runIn: "worker" }, ...)\` at the top level`,
  );
}

/** A flow that the module calls itself would run once more here. */
async function load(file: string): Promise<object> {
  const verdict = refuseTopLevelCalls(file);
  await importWholeLibrary();
  const module = await loadModule(file);
  verdict.check();
  return module;
}

function uncopiedResult({ task }: Job, value: unknown, error: unknown): Error {
  const found = findUncopied(value);
  if (found === undefined) return error as Error;
  return new TypeError(
    `what ${task.label} returned cannot be copied out of its worker thread: result${found.path} is ${found.what}. Return plain data`,
  );
}
