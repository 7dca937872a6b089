/** A call of a task, as its runs share it. */
import type { AsyncResource } from "node:async_hooks";
import type { CallSite } from "./call-site.js";
import type { FlowDefinition, TaskDefinition } from "./definition.js";
import type { CallOptions } from "./options.js";
import type { ShownInput } from "./record.js";
import type { TaskRun } from "./task-run.js";
import { relativeToRoot } from "./workspace.js";

/** What is the same for all task runs of one call or one map. */
export interface Call {
  definition: TaskDefinition | FlowDefinition;
  options: CallOptions;
  self: unknown;
  site: CallSite | undefined;
  /** The task whose body made the call: its slot serves for both. */
  caller: TaskRun | undefined;
  /** Carries the caller's own asynchronous context into the task. */
  context: AsyncResource;
  /** Digests of big arguments that the runs of a map share. */
  memo: WeakMap<object, string> | undefined;
  /** Texts of such arguments, for people. */
  shown: WeakMap<object, ShownInput> | undefined;
  /** Runs the flow, where a task run stands for one. */
  subflow: ((standIn: TaskRun, args: unknown[]) => PromiseLike<unknown>) | undefined;
}

/** Where the call stands, relative to the workspace: what identifies it from run to run. */
export function siteText(site: CallSite | undefined): string {
  if (site === undefined) return "";
  return [site.frame, ...(site.via ?? [])]
    .map(({ file, line, column }) => `${relativeToRoot(file)}:${line}:${column}`)
    .join(" ");
}
