/** What runs in a worker thread: loads the module of a task, once, and calls the task's function. */
import { relative } from "node:path";
import type { MessagePort } from "node:worker_threads";
import { captureConsole } from "../engine/console-capture.js";
import { scopes } from "../engine/context.js";
import { bindExports, type UserFunction } from "../engine/definition.js";
import { loadModule } from "../loader/load.js";
import { importWholeLibrary } from "../loader/whole-library.js";
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

async function functionOf({ file, exportName, sourceHash, task }: Job): Promise<UserFunction> {
  let module = modules.get(file);
  if (module === undefined) {
    module = importWholeLibrary().then(() => loadModule(file));
    modules.set(file, module);
  }
  const exported = bindExports(await module, file);
  const found = exported.find(
    (one) => one.exportName === exportName && one.definition.sourceHash === sourceHash,
  );
  if (found !== undefined && found.owner === undefined) return found.definition.fn;
  throw new Error(
    `${task.label} cannot run in a worker thread: ${relative(process.cwd(), file)} does not export it. A worker loads the file and finds the task by its export: write \`export const ${exportName.replace(/^.*\./, "")} = task(...)\` at the top level`,
  );
}

function uncopiedResult({ task }: Job, value: unknown, error: unknown): Error {
  const found = findUncopied(value);
  if (found === undefined) return error as Error;
  return new TypeError(
    `what ${task.label} returned cannot be copied out of its worker thread: result${found.path} is ${found.what}. Return plain data`,
  );
}
