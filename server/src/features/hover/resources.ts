/** What a task shares with others: limits, files, threads. */
import { type FilePattern, filesIn } from "../../diagnostics/file-patterns.js";
import { limitsIn, spokenAllowance } from "../../diagnostics/limits.js";
import type { Codebase, Defined } from "../codebase.js";
import { limitsInUse } from "../limits-in-use.js";
import { expressionOf, literalOf } from "../options/expression.js";

/** As many tasks that share a limit, and files that a pattern names, are listed. */
const LISTED = 5;

/** @param value the option, where it is constant; @param kind of whose runs a number counts */
export function describeConcurrency(
  value: unknown,
  kind: "task" | "flow",
  codebase: Codebase,
): string[] {
  if (typeof value === "number") {
    return [
      `At most **${value}** run${value === 1 ? "" : "s"} of this ${kind} at a time, over all runs on the machine. The others wait.`,
    ];
  }
  const limits = limitsIn(value);
  if (limits.length === 0) return ["What it waits for is known when the module loads."];
  const inUse = limitsInUse(codebase);
  const lines = limits.map((limit) => {
    const known = inUse.find(({ name }) => name === limit.name);
    const allowance = spokenAllowance({ ...known, ...limit });
    const users = [...(known?.users ?? [])].sort();
    const shared = users.length > 1 ? ` Shared by ${listed(users)}.` : "";
    return allowance === ""
      ? `**${limit.name}**: nobody in this workspace says how many it allows.${shared}`
      : `**${limit.name}**: ${allowance}, over all runs on the machine.${shared}`;
  });
  const all = limits.length > 1 ? ["It starts when all of these let it."] : [];
  return [...lines, ...all, "A slot is taken for each attempt and given back between attempts."];
}

/** What the patterns match now, and what the last run made of it. */
export function describeFiles(
  text: string | undefined,
  defined: Defined | undefined,
  file: string,
  codebase: Codebase,
): string[] {
  const params = defined?.fact.params.map(({ name }) => name) ?? [];
  const files = filesIn(literalOf(expressionOf(text ?? "")), params);
  const reason =
    defined && codebase.history.of(defined.fact, defined.key, defined.file)?.last.reason;
  const last = reason === undefined ? [] : [`Last run: ${reason}.`];
  if (!files) return ["Which files it reads and writes is known when it is called.", ...last];
  const describe = (verb: string, patterns: readonly FilePattern[], absent: string) =>
    patterns.length === 0 ? [] : [`${verb} ${matched(patterns, absent)}.`];
  const matched = (patterns: readonly FilePattern[], absent: string): string => {
    if (patterns.some(({ isTemplate }) => isTemplate)) {
      return `${spelled(patterns)}, with the parameters of the call`;
    }
    const found = matching(patterns, (pattern) => codebase.filesMatching(file, files.cwd, pattern));
    if (!found) return spelled(patterns);
    if (found.length === 0) return `${spelled(patterns)}: ${absent}`;
    const count = found.length === 1 ? "one file" : `${found.length} files`;
    return `${spelled(patterns)}, now ${count}: ${listed(found)}`;
  };
  return [
    [
      ...describe("Reads", files.inputs, "no file is there"),
      ...describe("Writes", files.outputs, "none is there, so it will run"),
    ].join("\n\n"),
    "While they are as the task left them, it does not run: its state is `Cached`, its message `up to date`.",
    ...last,
  ];
}

function matching(
  patterns: readonly FilePattern[],
  find: (pattern: string) => readonly string[] | undefined,
): string[] | undefined {
  const paths = new Set<string>();
  for (const { text, negated } of patterns) {
    const found = find(text);
    if (!found) return undefined;
    for (const path of found) {
      if (negated) paths.delete(path);
      else if (!path.endsWith("/")) paths.add(path);
    }
  }
  return [...paths].sort();
}

function spelled(patterns: readonly FilePattern[]): string {
  return patterns.map(({ text, negated }) => `\`${negated ? "!" : ""}${text}\``).join(", ");
}

export function describeThread(text: string | undefined): string[] {
  switch (literalOf(expressionOf(text ?? ""))) {
    case "worker":
      return [
        "Runs in a thread of its own: its module is loaded there too, so variables of the module are not shared; arguments and result are copied; a timeout ends even an endless loop.",
      ];
    case "main":
      return ["Runs in the thread of the flow."];
    default:
      return ["Where it runs is known when the module loads."];
  }
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).map((name) => `\`${name}\``);
  const more = names.length > LISTED ? [`${names.length - LISTED} more`] : [];
  const all = [...shown, ...more];
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}
