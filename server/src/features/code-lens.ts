import type { EditorCommands, Range, RunSample } from "@millrace/protocol";
import type { CodeLens, Command } from "vscode-languageserver";
import { ago, spanOf } from "./ago.js";
import type { Codebase } from "./codebase.js";
import type { Source } from "./source.js";
import { stateText } from "./state-text.js";
import { exportNameOf } from "./task-graph.js";

/** Above a flow: Run, Debug, Graph and its last state. Above a task: Run, where it can run alone, and its last state. */
export function computeCodeLenses(source: Source, codebase: Codebase, now: number): CodeLens[] {
  const uri = codebase.uriOf(source.file);
  const flows = source.analysis.graph.flows.flatMap((flow) => {
    const range = nameRange(source, flow.key, codebase) ?? flow.location;
    const target = { uri, flow: flow.exportName };
    return [
      lens(range, command("$(play) Run", "millrace.run", target)),
      lens(range, command("$(debug-alt) Debug", "millrace.debug", target)),
      lens(range, command("$(type-hierarchy-sub) Graph", "millrace.showGraph", target)),
      ...lastState(range, uri, codebase.history.of({ kind: "flow" }, flow.key, source.file), now),
    ];
  });
  const tasks = source.facts.definitions.flatMap((fact) => {
    if (fact.kind !== "task") return [];
    const task = exportNameOf(source, fact);
    const key = codebase.keyOf(source.file, fact.name);
    const sample = codebase.history.of(fact, key, source.file);
    return [
      ...(task === undefined
        ? []
        : [lens(fact.nameRange, command("$(play) Run task", "millrace.runTask", { uri, task }))]),
      ...lastState(fact.nameRange, uri, sample, now),
    ];
  });
  return [...flows, ...tasks];
}

function lastState(
  range: Range,
  uri: string,
  sample: RunSample | undefined,
  now: number,
): CodeLens[] {
  if (!sample) return [];
  const { run, state, started, duration, failedTask } = sample.last;
  const at = failedTask === undefined ? "" : ` at ${failedTask}`;
  const took = duration === undefined ? "" : `, took ${spanOf(duration / 1000)}`;
  const title = `${stateText(state.name)} ${ago(started + (duration ?? 0), now)}${at || took}`;
  return [lens(range, command(title, "millrace.showRun", { run, uri }))];
}

function nameRange({ file, facts }: Source, key: string, codebase: Codebase): Range | undefined {
  return facts.definitions.find(({ name }) => codebase.keyOf(file, name) === key)?.nameRange;
}

function lens(range: Range, command: Command): CodeLens {
  return { range, command };
}

/** A command that the editor carries out; its arguments are checked against the protocol. */
function command<K extends keyof EditorCommands>(
  title: string,
  name: K,
  ...args: EditorCommands[K]
): Command {
  return { title, command: name, arguments: args };
}
