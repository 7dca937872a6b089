import { relative } from "node:path";
import type { Frame, RunError, RunFinished, StateName } from "@millrace/protocol";
import { codeFrame } from "./code-frame.js";
import { duration } from "./duration.js";
import type { RunModel } from "./model.js";
import { harmless, oneLine } from "./text.js";
import type { Theme } from "./theme.js";

const mostFrames = 5;

/** How the run ended, what went wrong where, and what to do about it; nothing before it has ended. */
export function summary(model: RunModel, theme: Theme): string[] {
  if (!model.root?.finished) return [];
  const { flow, finished } = model.root;
  const { state, run } = finished;
  const { error, task } = rootCause(finished, model);
  const { bold, dim } = theme.colors;
  const head = [
    `${theme.glyph(state.name)} ${bold(oneLine(flow))} ${theme.paint(state.name, theme.word(state.name))} in ${duration(finished.duration)}`,
    countsText(finished.counts, theme),
    dim(`run ${run}`),
  ];
  const lines = [head.filter(Boolean).join(dim(" · "))];
  if (error) lines.push("", ...errorText(error, task, theme));
  else if (state.message && state.type !== "COMPLETED")
    lines.push("", `  ${harmless(state.message)}`);
  if (state.type !== "COMPLETED") {
    lines.push("", `${dim("  go on from here:")} millrace runs retry ${run}`);
  }
  return lines;
}

/** Where a task could not run because another one failed, the other one has the place to look at. */
function rootCause(
  { error }: RunFinished,
  model: RunModel,
): { error: RunError | undefined; task: string | undefined } {
  const [first] = model.failures;
  if (error && error.stack.length === 0 && first?.error) {
    return { error: first.error, task: first.name };
  }
  return { error, task: model.taskName(error?.task) };
}

function countsText(counts: RunFinished["counts"], theme: Theme): string {
  const parts = Object.entries(counts).filter(([, n]) => n > 0) as [StateName, number][];
  const total = parts.reduce((sum, [, n]) => sum + n, 0);
  if (total === 0) return "no tasks";
  if (parts.length === 1 && parts[0]?.[0] === "Completed")
    return total === 1 ? "1 task" : `${total} tasks`;
  return parts.map(([name, n]) => theme.paint(name, `${n} ${theme.word(name)}`)).join(", ");
}

function errorText(error: RunError, task: string | undefined, theme: Theme): string[] {
  const { red, bold, dim } = theme.colors;
  const [first = "", ...rest] = error.message.split("\n").map(harmless);
  const where = task === undefined ? "" : dim(`  in task ${oneLine(task)}`);
  const lines = [
    `  ${red(bold(harmless(error.name)))}: ${first}${where}`,
    ...rest.map((line) => `  ${line}`),
  ];
  const own = error.stack.find(isOwnCode) ?? error.stack[0];
  for (const frame of error.stack.slice(0, mostFrames))
    lines.push(dim(`    at ${placeText(frame)}`));
  const code = own && codeFrame(own, theme.colors);
  if (code) lines.push("", code);
  return lines;
}

/** A person looks for the bug in what they wrote. */
function isOwnCode({ file }: Frame): boolean {
  return !file.startsWith("node:") && !/[\\/]node_modules[\\/]/.test(file);
}

export function placeText({ function: name, file, line, column }: Frame): string {
  const short = relative(process.cwd(), file);
  const shown = `${short.startsWith("..") ? file : short}:${line}:${column}`;
  return harmless(name ? `${name} (${shown})` : shown);
}
