import { fork } from "node:child_process";
import { once } from "node:events";
import { relative } from "node:path";
import type { DryRun, PlannedTask, UnknownPart } from "@millrace/protocol";
import stringWidth from "fast-string-width";
import { EVENTS, EVENTS_TOKEN } from "../events/channel.js";
import { argumentsOf, type RunRequest } from "../run/request.js";
import { libraryEntry } from "./run-process.js";
import { headline } from "./terminal/plain-view.js";
import { harmless, oneLine, pad } from "./terminal/text.js";
import { colorsFor, Theme, wantsColor } from "./terminal/theme.js";

/**
 * Says what a run would do, and why; runs no task and records nothing. The flow's own code does run.
 * @returns the exit status
 */
export async function dryRun(request: RunRequest, { json }: { json: boolean }): Promise<number> {
  const { [EVENTS]: _, [EVENTS_TOKEN]: __, ...env } = process.env;
  const child = fork(libraryEntry(request.file, "plan.js"), argumentsOf(request), {
    env,
    execArgv: process.execArgv,
    // What the flow's code prints is not what was asked for.
    stdio: ["ignore", 2, 2, "ipc"],
  });
  let plan: DryRun | undefined;
  child.on("message", (message: DryRun) => {
    plan = message;
  });
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  if (plan === undefined) return endedEarly(code, signal);
  if (json) process.stdout.write(`${JSON.stringify(plan)}\n`);
  else {
    const theme = new Theme(colorsFor(wantsColor(process.stdout, process.env)), process.env);
    process.stdout.write(`${page(plan, theme).join("\n")}\n`);
  }
  return plan.error !== undefined || plan.tasks.some(wouldFail) ? 1 : 0;
}

/** Status 2 is the process's own: it has said what is wrong. */
function endedEarly(code: number | null, signal: NodeJS.Signals | null): number {
  if (signal === "SIGINT") return 130;
  if (code !== 2) {
    const how = signal === null ? `ended with status ${code}` : `was killed by ${signal}`;
    process.stderr.write(
      `millrace: the process ${how} before the dry run was over: did the flow's own code call process.exit?\n`,
    );
  }
  return code === 2 ? 2 : 1;
}

function wouldFail({ decision }: PlannedTask): boolean {
  return decision === "would-fail";
}

/** How each decision is told: the state whose look it has, and its words. */
const told = {
  "would-run": ["Running", "would run"],
  "would-fail": ["Failed", "would fail"],
  "up-to-date": ["Cached", "up to date"],
  cached: ["Cached", "cached"],
  restored: ["Restored", "restored"],
} as const;

function page(plan: DryRun, theme: Theme): string[] {
  const groups = grouped(plan.tasks);
  const width = Math.max(0, ...groups.map(({ label }) => stringWidth(label)));
  const { dim, red } = theme.colors;
  const lines = groups.map(({ label, decision, reason }) => {
    const [look, words] = told[decision];
    const why = reason === words ? "" : dim(oneLine(reason));
    return `  ${theme.glyph(look)} ${pad(label, width)}  ${theme.paint(look, words.padEnd(10))}  ${why}`.trimEnd();
  });
  return [
    `${headline(plan, theme)} ${dim("dry run: no task is run, nothing is recorded")}`,
    ...lines,
    ...unknownLines(plan.unknown).map((line) => `  ${dim(`… ${oneLine(line)}`)}`),
    ...(plan.error === undefined
      ? []
      : ["", `  ${red("the flow's own code failed:")} ${harmless(plan.error)}`]),
    "",
    counts(plan.tasks) || "no task would be called",
  ];
}

interface Line {
  label: string;
  decision: PlannedTask["decision"];
  reason: string;
}

/** The calls of a map that are decided alike are one line. */
function grouped(tasks: readonly PlannedTask[]): Line[] {
  const lines = new Map<string, Line & { names: Set<string>; times: number }>();
  for (const [index, { name, node, map, decision, reason }] of tasks.entries()) {
    const key = map === undefined ? String(index) : `${node} ${decision} ${reason}`;
    const line = lines.get(key) ?? { label: "", decision, reason, names: new Set(), times: 0 };
    line.names.add(oneLine(name));
    line.times++;
    line.label = labelOf(line.names, line.times);
    lines.set(key, line);
  }
  return [...lines.values()];
}

function labelOf(names: ReadonlySet<string>, times: number): string {
  const [first = ""] = names;
  if (times === 1) return first;
  return names.size === 1 ? `${first} ×${times}` : `${first} and ${times - 1} more`;
}

function unknownLines(parts: readonly UnknownPart[]): string[] {
  return parts.map(({ kind, flow, task, node, mapped }) => {
    const place = node === undefined ? "" : ` (${placeOf(node)})`;
    if (kind === "map") return `${mapped} would be mapped over the result of ${task}${place}`;
    return kind === "input"
      ? `the rest of the flow ${flow}, if any, depends on what a person answers to "${task}"`
      : `the rest of the flow ${flow}, if any, depends on the result of ${task}${place}`;
  });
}

/** `file:line`. */
function placeOf(node: string): string {
  const [, file = node, line = ""] = /^(.*):(\d+):\d+$/.exec(node) ?? [];
  const short = relative(process.cwd(), file);
  return `${short.startsWith("..") ? file : short}:${line}`;
}

function counts(tasks: readonly PlannedTask[]): string {
  return Object.entries(told)
    .map(([decision, [, words]]) => {
      const count = tasks.filter((task) => task.decision === decision).length;
      return count === 0 ? "" : `${count} ${words}`;
    })
    .filter((text) => text !== "")
    .join(", ");
}
