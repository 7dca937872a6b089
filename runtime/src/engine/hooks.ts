/** Hooks of a person: told of a state, never able to change it. */
import type { State } from "@millrace/protocol";
import { messageOf } from "./errors.js";
import type { FlowRun } from "./flow-run.js";
import { writeLog } from "./log.js";
import type { Hook, HookEvent } from "./options.js";
import type { TaskRun } from "./task-run.js";

type What = Pick<HookEvent, "error" | "result">;

export function callTaskHook(hook: Hook | undefined, run: TaskRun, what: What = {}): void {
  if (hook === undefined || run.flow.session.plan !== undefined) return;
  const { record } = run;
  call(hook, run.flow, run, {
    run: record.run,
    task: record.id,
    name: record.name,
    state: record.state,
    attempt: record.attempt,
    ...what,
  });
}

export function callFlowHook(
  hook: Hook | undefined,
  flow: FlowRun,
  state: State,
  attempt: number,
  what: What = {},
): void {
  if (hook === undefined || flow.session.plan !== undefined) return;
  const { id, flowName } = flow.record;
  call(hook, flow, undefined, { run: id, name: flowName, state, attempt, ...what });
}

function call(hook: Hook, flow: FlowRun, task: TaskRun | undefined, event: HookEvent): void {
  const failed = (error: unknown) => {
    const line = `a hook of ${event.name} (state ${event.state.name}) failed: ${messageOf(error)}`;
    if (!flow.over) writeLog(flow, task, "warn", line);
    else process.emitWarning(line, "MillraceHookWarning");
  };
  try {
    const answer = hook(event);
    if (answer instanceof Promise) flow.awaitStraggler(answer.catch(failed));
  } catch (error) {
    failed(error);
  }
}
