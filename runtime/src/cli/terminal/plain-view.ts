import type { LogWritten, TaskStateChanged } from "@millrace/protocol";
import type { View } from "../view.js";
import { duration } from "./duration.js";
import { RunModel } from "./model.js";
import { summary } from "./summary.js";
import { harmless, oneLine } from "./text.js";
import type { Theme } from "./theme.js";

/** A line for each thing that happens, for logs and pipes: nothing is ever overwritten. */
export function plainView(write: (text: string) => void, theme: Theme): View {
  const model = new RunModel();
  const print = (line: string) => write(`${line}\n`);

  function task(event: TaskStateChanged): void {
    const line = taskLine(event, model, theme);
    if (line) print(line);
  }

  return {
    event(event) {
      if (event.type === "log") return print(logLine(event, model, theme));
      model.apply(event);
      switch (event.type) {
        case "run-started":
          if (event.run === model.root?.id) print(headline(event, theme));
          break;
        case "task-state":
          task(event);
          break;
        case "run-state":
          if (event.state.name === "Cancelling") print(`${theme.glyph("Cancelling")} cancelling`);
          break;
        case "run-finished":
          if (event.run !== model.root?.id) break;
          print("");
          for (const line of summaryOf(model)) print(line);
      }
    },
    output: write,
    notice: print,
    end: async () => {},
  };

  function summaryOf({ root }: RunModel): string[] {
    if (!root?.finished) return [];
    const { finished, flow } = root;
    return summary({ flow, finished, task: model.taskName(finished.error?.task) }, theme);
  }
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

/** What began is not worth a line of its own; what ended is, and what goes wrong. */
function taskLine(event: TaskStateChanged, model: RunModel, theme: Theme): string | undefined {
  const { state, name, map } = event;
  const over = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"].includes(state.type);
  if (!over && state.name !== "AwaitingRetry" && state.name !== "Running") return undefined;
  const index = map ? theme.colors.dim(` ${map.index + 1}/${map.of}`) : "";
  const started = model.startOf(event.task);
  const time =
    over && started !== undefined ? theme.colors.dim(` ${duration(event.time - started)}`) : "";
  const reason = event.error ? `${event.error.name}: ${event.error.message}` : state.message;
  const detail = state.name === "AwaitingRetry" ? state.message : reason;
  const text =
    detail && state.type !== "RUNNING" ? `  ${theme.paint(state.name, oneLine(detail))}` : "";
  return `${theme.glyph(state.name)} ${oneLine(name)}${index} ${theme.word(state.name)}${time}${text}`;
}
