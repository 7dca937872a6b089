/** What a task run was called with. */
import type { InputsPreview, StateName, TaskRunId } from "@millrace/protocol";
import { preview } from "../engine/preview.js";
import type { Input, ShownInput, TaskRunRecord } from "../engine/record.js";
import { isTerminal, state } from "../engine/states.js";
import type { Connection } from "./connection.js";
import { UnknownRunError } from "./errors.js";

/** `[["limit","10"],["rows","[ …",1],[0,"3"]]`: name, text, whether there is more. Hot: by hand. */
export function inputsText({ inputs, params = [] }: TaskRunRecord): string | null {
  if (inputs === undefined) return null;
  let text = "[";
  for (let index = 0; index < inputs.length; index++) {
    const name = params[index];
    if (index > 0) text += ",";
    text += name === undefined ? "[0," : `["${name}",`;
    text += inputText(inputs[index]);
  }
  return `${text}]`;
}

function inputText(input: Input): string {
  if (typeof input === "number") return `"${input}"]`;
  const { text, truncated } = isShown(input) ? input : preview(input, Number.POSITIVE_INFINITY);
  return `${JSON.stringify(text)}${truncated ? ",1]" : "]"}`;
}

function isShown(input: Input): input is ShownInput {
  return typeof input === "object" && input !== null;
}

/**
 * The arguments of a task run, as far as they were kept.
 * @throws UnknownRunError where there is no such task run
 */
export function inputsOf(connection: Connection, task: TaskRunId): InputsPreview {
  const dot = task.lastIndexOf(".");
  const row = connection.first<{ state: StateName; inputs: string | null }>(
    "SELECT state, inputs FROM task_runs WHERE run = ? AND ordinal = ?",
    [task.slice(0, dot), Number(task.slice(dot + 1))],
  );
  if (row === undefined) throw new UnknownRunError(`no task run has the id "${task}"`, []);
  if (row.inputs === null) return { inputs: [], missing: whyMissing(row.state) };
  const inputs = JSON.parse(row.inputs) as [string | 0, string, 1?][];
  return {
    inputs: inputs.map(([name, text, truncated]) => ({
      ...(name === 0 ? {} : { name }),
      text,
      ...(truncated === 1 ? { truncated: true } : {}),
    })),
  };
}

function whyMissing(name: StateName): string {
  if (!isTerminal(state(name))) return `they are not there yet: it is ${name}`;
  if (name === "UpstreamFailed" || name === "Cancelled") {
    return "they were never there: the task was not called";
  }
  return "they were not recorded: the task was never called, or an older millrace ran it";
}
