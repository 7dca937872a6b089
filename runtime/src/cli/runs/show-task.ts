import type { TaskOverview } from "@millrace/protocol";
import { didYouMean } from "../../loader/suggest.js";
import { UsageError } from "../../loader/usage-error.js";
import {
  type Connection,
  detailsOf,
  inputsOf,
  resultPreview,
  type StoredFlowRun,
} from "../../store/index.js";
import { duration } from "../terminal/duration.js";
import { harmless, oneLine } from "../terminal/text.js";
import { print, printJson, themeFor } from "./output.js";
import type { Paper } from "./show.js";

/** One task run of a run: what it was called with, what it returned. */
export function showTask(
  connection: Connection,
  run: StoredFlowRun,
  wanted: string,
  json: boolean,
): void {
  const { tasks } = detailsOf(connection, run);
  const task = chosen(tasks, run, wanted);
  if (json) {
    const inputs = inputsOf(connection, task.id);
    printJson({ ...task, inputs, result: resultPreview(connection, task.id) });
    return;
  }
  print(taskPage(connection, task, { theme: themeFor(process.stdout) }));
}

/** By the number of its call, its id, or its name where only one has it. */
function chosen(tasks: readonly TaskOverview[], run: StoredFlowRun, wanted: string): TaskOverview {
  const byId = tasks.find(({ id }) => id === wanted || id === `${run.id}.${wanted}`);
  if (byId !== undefined) return byId;
  const [only, ...others] = tasks.filter(({ name }) => name === wanted);
  if (only !== undefined && others.length === 0) return only;
  const number = ({ id }: TaskOverview) => id.slice(run.id.length + 1);
  if (only !== undefined) {
    const some = [only, ...others].slice(0, 10).map(number).join(", ");
    throw new UsageError(`run ${run.id} called ${wanted} ${others.length + 1} times`, {
      remedy: `Give the number of one call: ${some}${others.length > 9 ? ", ..." : ""}.`,
    });
  }
  const names = [...new Set(tasks.map(({ name }) => name))];
  throw new UsageError(`run ${run.id} has no task "${wanted}"${didYouMean(wanted, names)}`, {
    remedy:
      names.length === 0
        ? "It called none."
        : `Give its name, or the number of its call from 1 to ${tasks.length}: ${names.slice(0, 20).map(oneLine).join(", ")}.`,
  });
}

export function taskPage(
  connection: Connection,
  task: TaskOverview,
  { theme }: Pick<Paper, "theme">,
): string[] {
  const { colors } = theme;
  const { name } = task.state;
  const took = task.duration === undefined ? "" : ` in ${duration(task.duration)}`;
  const facts: [string, string | undefined][] = [
    ["task run", task.id],
    ["at", task.node],
    ["attempts", task.attempt > 1 ? String(task.attempt) : undefined],
    ["why", task.reason ?? task.state.message],
  ];
  const { inputs, missing } = inputsOf(connection, task.id);
  const { text, missing: noResult } = resultPreview(connection, task.id);
  return [
    `${theme.glyph(name)} ${colors.bold(oneLine(task.name))}  ${theme.paint(name, theme.word(name))}${colors.dim(took)}`,
    ...facts.flatMap(([fact, value]) =>
      value === undefined ? [] : [`  ${colors.dim(fact.padEnd(8))}  ${oneLine(value)}`],
    ),
    "",
    "  Inputs",
    ...(missing === undefined ? [] : [`  ${colors.dim(missing)}`]),
    ...inputs.flatMap(({ name: parameter, text: value }, index) => {
      const label = `${parameter ?? `argument ${index + 1}`}: `;
      return block(value, colors.dim(label));
    }),
    ...(inputs.length === 0 && missing === undefined ? [`  ${colors.dim("none")}`] : []),
    "",
    "  Result",
    ...(text === undefined ? [`  ${colors.dim(noResult ?? "none")}`] : block(text, "")),
    "",
  ];
}

function block(text: string, label: string): string[] {
  const [first = "", ...rest] = text.split("\n").map(harmless);
  return [`  ${label}${first}`, ...rest.map((line) => `  ${line}`)];
}
