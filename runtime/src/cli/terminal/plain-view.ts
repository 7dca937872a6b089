import type { LogWritten, TaskStateChanged } from "@millrace/protocol";
import type { View } from "../view.js";
import { duration } from "./duration.js";
import { doneOf, isOver, isTrouble, summaryState } from "./group-state.js";
import { type Group, type Member, RunModel } from "./model.js";
import { questionLines } from "./question.js";
import { summary } from "./summary.js";
import { harmless, oneLine } from "./text.js";
import type { Theme } from "./theme.js";

/** Task runs of one call that get lines of their own. */
const mostLines = 10;

/** A line for each thing that happens, for logs and pipes: nothing is ever overwritten. */
export function plainView(write: (text: string) => void, theme: Theme): View {
  const model = new RunModel();
  const print = (line: string) => write(`${line}\n`);

  function task(event: TaskStateChanged, member: Member | undefined): void {
    const line = member && taskLine(event, member, theme);
    if (line) print(line);
  }

  return {
    event(event) {
      if (event.type === "log") return print(logLine(event, model, theme));
      const member = model.apply(event);
      switch (event.type) {
        case "run-started":
          if (event.run === model.root?.id) print(headline(event, theme));
          break;
        case "task-state":
          task(event, member);
          break;
        case "input-requested":
          for (const line of questionLines(event.request, model, theme)) print(line);
          break;
        case "run-state":
          if (event.state.name === "Cancelling") print(`${theme.glyph("Cancelling")} cancelling`);
          break;
        case "run-finished":
          if (event.run !== model.root?.id) break;
          print("");
          for (const line of summary(model, theme)) print(line);
      }
    },
    output: write,
    notice: print,
    end: async () => {},
  };
}

export function headline({ flow, file }: { flow: string; file: string }, theme: Theme): string {
  return `${theme.colors.bold(oneLine(flow))} ${theme.colors.dim(harmless(file))}`;
}

export function logLine(event: LogWritten, model: RunModel, theme: Theme): string {
  const { dim, red, yellow } = theme.colors;
  const from = oneLine(model.taskName(event.task) ?? model.runs.get(event.run)?.flow ?? "");
  const mark =
    event.level === "error" ? red("error ") : event.level === "warn" ? yellow("warn ") : "";
  const text = event.message.split("\n").map(harmless);
  return text.map((line) => `${dim(`  ${from} │`)} ${mark}${dim(line)}`).join("\n");
}

/** What began and what ended, until a loop or a map makes that too many: then only its milestones. */
function taskLine(
  event: TaskStateChanged,
  { task, group }: Member,
  theme: Theme,
): string | undefined {
  const { state, name } = event;
  const over = isOver(state.name);
  if (!over && state.name !== "AwaitingRetry" && state.name !== "Running") return undefined;
  // It goes on after a pause: it had begun before.
  if (state.name === "Running" && task.started !== event.time) return undefined;
  if (group.expected > mostLines && !isTrouble(state.name)) {
    return over ? milestone(group, theme) : undefined;
  }
  const index = event.map ? theme.colors.dim(` ${event.map.index + 1}/${event.map.of}`) : "";
  const { started } = task;
  const time =
    over && started !== undefined ? theme.colors.dim(` ${duration(event.time - started)}`) : "";
  const reason = event.error ? `${event.error.name}: ${event.error.message}` : state.message;
  const told = state.name === "AwaitingRetry" || state.name === "UpstreamFailed";
  const wait = state.until === undefined ? "" : `next in ${duration(state.until - event.time)}, `;
  const detail = told ? `${wait}${state.message}` : reason;
  const why = state.type === "RUNNING" ? event.reason : detail;
  const text = why ? `  ${theme.paint(state.name, oneLine(why))}` : "";
  return `${theme.glyph(state.name)} ${oneLine(name)}${index} ${theme.word(state.name)}${time}${text}`;
}

/** A quarter of a map, or ten times as many of a loop. */
function milestone(group: Group, theme: Theme): string | undefined {
  const done = doneOf(group);
  const quarter = Math.ceil(group.expected / 4);
  const isMap = group.latest.mapped;
  if (isMap ? done % quarter !== 0 && done !== group.expected : !/^10*$/.test(String(done))) {
    return undefined;
  }
  const name = summaryState(group);
  const times = isMap ? `${done}/${group.expected}` : `×${done}`;
  const time = theme.colors.dim(duration(group.changed - (group.started ?? group.changed)));
  return `${theme.glyph(name)} ${oneLine(group.label)} ${times} ${time}`;
}
