import { isAttempt } from "../engine/attempt.js";
import { scopes } from "../engine/context.js";
import { checkInput } from "../inputs/check.js";
import type { Answer, InputOptions, InputSchema } from "../inputs/options.js";

/**
 * Pauses the flow or task until a person has answered, from any process: in the terminal that runs it,
 * with `millrace runs answer`, or in the editor. The answer is checked by the schema where it is given
 * and here; one that is refused is asked for again. The time does not count for the task's `timeout`,
 * and a paused task leaves its place under `maxTasks` to others; limits that it holds it keeps. A retry
 * of a failed run takes the answer over where the same code asks the same.
 *
 * @example
 * const approved = await input({ key: "publish", prompt: "Publish the report?", timeout: "1 day" });
 * const { limit } = await input({ key: "limit", schema: z.object({ limit: z.number().min(1) }) });
 * @throws InputTimeoutError when nobody has answered in time; CancelledError when the run is cancelled
 */
export async function input<const Schema extends InputSchema | undefined = undefined>(
  options: InputOptions<Schema> = {},
): Promise<Answer<Schema>> {
  checkInput(options);
  const scope = scopes.getStore();
  if (scope === undefined) {
    throw new Error(
      "input() was called outside of a flow: call it in a flow or task, while that runs",
    );
  }
  if (!isAttempt(scope)) {
    throw new Error(
      'input() was called in a worker thread: ask in the flow, or in a task without runIn: "worker", and hand the answer over',
    );
  }
  return (await scope.flow.session.inputs.ask(scope, options)) as Answer<Schema>;
}
