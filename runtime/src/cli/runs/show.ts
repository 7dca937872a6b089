import { relative } from "node:path";
import { inspect } from "node:util";
import type { Frame, RunError } from "@millrace/protocol";
import {
  artifactsOf,
  type Connection,
  detailsOf,
  openInputs,
  type StoredFlowRun,
  subflowRuns,
  taskRuns,
  unspokenEvents,
} from "../../store/index.js";
import { codeFrame } from "../terminal/code-frame.js";
import { duration } from "../terminal/duration.js";
import { RunModel } from "../terminal/model.js";
import { openQuestion } from "../terminal/question.js";
import { taskList } from "../terminal/task-list.js";
import { cut, harmless, oneLine } from "../terminal/text.js";
import type { Theme } from "../terminal/theme.js";
import { history } from "./find-store.js";
import { chooseRun, type FilterOptions } from "./options.js";
import { ago, print, printJson, themeFor, widthOf } from "./output.js";
import { showTask } from "./show-task.js";

/** Errors shown in full; a map of a thousand may have as many. */
const errorsShown = 5;

export function show(id: string | undefined, options: FilterOptions & { task?: string }): void {
  const { connection, run } = chooseRun(history(), id, options);
  if (options.task !== undefined) {
    showTask(connection, run, options.task, options.json ?? false);
    return;
  }
  if (options.json) {
    printJson(detailsOf(connection, run));
    return;
  }
  const theme = themeFor(process.stdout);
  print(page(connection, run, { theme, now: Date.now(), width: widthOf(process.stdout) }));
}

export interface Paper {
  theme: Theme;
  now: number;
  width: number;
}

export function page(connection: Connection, run: StoredFlowRun, paper: Paper): string[] {
  return [
    ...heading(run, paper),
    ...section("", tasks(connection, run, paper)),
    ...section("Asks", questions(connection, run, paper)),
    ...section("Errors", errors(connection, run, paper)),
    ...section("Artifacts", artifacts(connection, run, paper)),
    "",
  ];
}

function section(title: string, lines: string[]): string[] {
  if (lines.length === 0) return [];
  return title === "" ? ["", ...lines] : ["", `  ${title}`, ...lines];
}

function heading(run: StoredFlowRun, { theme, now, width }: Paper): string[] {
  const { colors } = theme;
  const since = run.started ?? run.created;
  const time = duration((run.ended ?? now) - since);
  const word = theme.paint(run.state.name, theme.word(run.state.name));
  const params = Object.entries(run.params).map(
    ([name, value]) => `${name}=${inspect(value, { breakLength: Infinity, depth: 2 })}`,
  );
  const facts: [string, string][] = [
    ["run", run.id],
    ["flow", `${shown(run.file)}${run.exportName === undefined ? "" : `:${run.exportName}`}`],
    ["started", `${new Date(since).toLocaleString("sv")} (${ago(since, now)})`],
    ["params", oneLine(params.join("  "))],
    ["parent", run.parent ?? ""],
    ["retry of", run.retryOf ?? ""],
    ["slot", run.scheduled === undefined ? "" : slotOf(run.scheduled, run.schedule)],
    ["why", oneLine(run.error === undefined ? (run.state.message ?? "") : "")],
  ];
  return [
    `${theme.glyph(run.state.name)} ${colors.bold(oneLine(run.flowName))}  ${word} ${colors.dim(run.ended === undefined ? `for ${time}` : `in ${time}`)}`,
    ...facts
      .filter(([, value]) => value !== "")
      .map(([name, value]) => `  ${colors.dim(name.padEnd(8))}  ${cut(value, width - 12)}`),
  ];
}

/** The moment the run is for, and the schedule that asked for it. */
function slotOf(scheduled: number, schedule = ""): string {
  return oneLine(`${new Date(scheduled).toLocaleString("sv")}  ${schedule}`);
}

/** The same list that the run showed while it ran. */
function tasks(connection: Connection, run: StoredFlowRun, { theme, now, width }: Paper): string[] {
  const model = new RunModel();
  for (const event of treeEvents(connection, run)) model.apply(event);
  if (model.root === undefined || model.root.groups.size === 0) return [];
  return taskList(model.root, { theme, now, width, height: Number.POSITIVE_INFINITY, tick: 0 });
}

/** The run's events and those of the runs it called, each called run after its task began. */
function treeEvents(connection: Connection, run: StoredFlowRun): ReturnType<typeof unspokenEvents> {
  const called = subflowRuns(connection, run.id).flatMap((child) => treeEvents(connection, child));
  return [...unspokenEvents(connection, run), ...called];
}

/** What it waits for a person to answer. */
function questions(connection: Connection, run: StoredFlowRun, { theme }: Paper): string[] {
  return openInputs(connection, run.id).flatMap((request) =>
    openQuestion(request, theme).map((line) => `  ${line}`),
  );
}

function errors(connection: Connection, run: StoredFlowRun, { theme }: Paper): string[] {
  const failed = taskRuns(connection, run.id).filter(
    (task) => task.error !== undefined && task.state.name !== "UpstreamFailed",
  );
  const own = run.error !== undefined && run.error.task === undefined ? [run.error] : [];
  const all = [
    ...failed.map((task) => ({ name: task.name, error: task.error as RunError })),
    ...own.map((error) => ({ name: run.flowName, error })),
  ];
  const lines = all.slice(0, errorsShown).flatMap(({ name, error }) => {
    const place = error.stack.find(isSource);
    const source = place && codeFrame(place, theme.colors);
    const [first, ...rest] = harmless(`${error.name}: ${error.message}`).split("\n");
    return [
      `  ${theme.colors.bold(oneLine(name))}  ${theme.colors.red(first ?? "")}`,
      ...rest.map((text) => `    ${text}`),
      ...(place
        ? [`    ${theme.colors.dim(`at ${shown(place.file)}:${place.line}:${place.column}`)}`]
        : []),
      ...(source ? source.split("\n") : []),
    ];
  });
  const more = all.length - errorsShown;
  return more > 0
    ? [...lines, theme.colors.dim(`  … ${more} more: --json shows all of them`)]
    : lines;
}

function isSource({ file }: Frame): boolean {
  return !file.startsWith("node:") && !file.includes("node_modules");
}

function artifacts(connection: Connection, run: StoredFlowRun, { theme, width }: Paper): string[] {
  return artifactsOf(connection, run.id).map(({ key, kind, value }) => {
    const text =
      typeof value === "string" ? value : inspect(value, { depth: 2, breakLength: Infinity });
    const head = `  ${theme.colors.dim(kind.padEnd(8))}  ${harmless(key)}  `;
    return `${head}${theme.colors.dim(cut(oneLine(text), width - key.length - 14))}`;
  });
}

function shown(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith("..") ? file : path;
}
