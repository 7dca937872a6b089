/** A Makefile as a file of tasks and flows. */
import { globSync } from "tinyglobby";
import { call, declaration, docComment, object } from "../layout.js";
import { Names } from "../names.js";
import type { Imported, Problem } from "../problem.js";
import { builtInVariables } from "./built-in.js";
import { Constants } from "./constants.js";
import { flowCode, flowNames } from "./flows.js";
import { type Makefile, readMakefile, variableOf } from "./makefile.js";
import { type Resolved, resolve, type Target } from "./resolve.js";
import { type Style, tasksOf } from "./tasks.js";

export interface MakeSource {
  text: string;
  /** How the file is called in comments. */
  name: string;
  /** Absolute path of its folder. */
  folder: string;
  exists(name: string): boolean;
  env: Record<string, string | undefined>;
  /** What gives that folder in the code that is written; `import.meta.dirname` beside the Makefile. */
  root: string;
  /** Whether patterns of files have to say that they start there. */
  saysFolder: boolean;
}

export function importMakefile(source: MakeSource): Imported {
  const wildcard = (glob: string) =>
    globSync(glob, { cwd: source.folder, expandDirectories: false }).sort();
  const makefile = readMakefile(source.text, { wildcard, env: source.env });
  makefile.variables.set("MAKEFILE_LIST", { text: source.name, fallback: false, line: 0 });
  const goals = goalsOf(makefile, source);
  const resolved = resolve(makefile, goals, source.exists);
  const style: Style = { makefile, resolved, source: source.name, saysFolder: source.saysFolder };
  const targets = goals.flatMap((goal) => resolved.targets.get(goal) ?? []);
  const names = new Names([
    "execa",
    "flow",
    "task",
    "root",
    "sh",
    "process",
    "basename",
    "dirname",
  ]);
  const flows = new Map(targets.map((goal) => [goal.name, names.take(...flowNames(goal))]));
  const variable = (name: string) => variableOf(makefile, name, source.env) ?? builtInValue(name);
  const constants = new Constants(makefile, { variable, wildcard }, names);
  const tasks = tasksOf(style, constants, names);
  const context = { style, tasks, flows, names };
  const sections = [
    unique([...tasks.values()].map(({ code }) => code)).join("\n\n"),
    sorted(targets, resolved)
      .map((goal) => flowCode(goal, context))
      .join("\n\n"),
  ];
  const shell = shellOf(makefile, constants);
  const declared = constants.declarations();
  const problems = allProblems(makefile, resolved, source);
  const code = [
    ...heading(source, sections.join("\n"), problems),
    `const root = ${source.root};\n${declared.join("\n")}`.trim(),
    shell,
    ...sections.filter((section) => section !== ""),
  ];
  return { code: `${code.join("\n\n")}\n`, flows: targets.length, problems };
}

function builtInValue(name: string): { text: string; expanded: boolean } | undefined {
  const found = builtInVariables.get(name);
  return found && { text: found.text, expanded: true };
}

/** What a person may ask make for: the default goal, and everything that is no file. */
function goalsOf(makefile: Makefile, { exists }: MakeSource): string[] {
  const named = makefile.rules.flatMap(({ targets }) => targets);
  const onlyNames = [...resolve(makefile, named, exists).targets.values()]
    .filter(
      ({ phony, rule, prerequisites }) => phony && (rule !== undefined || prerequisites.length > 0),
    )
    .map(({ name }) => name)
    .filter((name) => makefile.phony.has(name) || isAskedFor(makefile, name));
  const { defaultGoal } = makefile;
  const goals = unique([...(defaultGoal === undefined ? [] : [defaultGoal]), ...onlyNames]);
  return goals.sort((a, b) => named.indexOf(a) - named.indexOf(b));
}

/** `FORCE` is only there to be out of date. */
function isAskedFor({ rules }: Makefile, name: string): boolean {
  return rules.some(({ targets, recipe }) => targets.includes(name) && recipe.length > 0);
}

/** Flows that others call come first. */
function sorted(goals: readonly Target[], { targets }: Resolved): Target[] {
  const order: Target[] = [];
  const add = (name: string) => {
    const target = targets.get(name);
    if (target === undefined || order.includes(target)) return;
    for (const needed of [...target.prerequisites, ...target.orderOnly]) add(needed);
    order.push(target);
  };
  for (const { name } of goals) add(name);
  return order.filter((target) => goals.includes(target));
}

function shellOf(makefile: Makefile, constants: Constants): string {
  const shell = makefile.variables.get("SHELL");
  const path = shell === undefined ? "/bin/sh" : constants.expanded(shell.text, shell.line);
  const env = constants.exported();
  const options = object([
    "cwd: root",
    `shell: ${JSON.stringify(path)}`,
    'stdio: "inherit"',
    ...(env.length === 0 ? [] : [object(env, "env: ")]),
  ]);
  const comment = docComment([
    "Runs a command as make does: by a shell, in the Makefile's folder.",
  ]);
  return `${comment}\n${declaration("const sh = ", call("execa", [options]))}`;
}

function heading(source: MakeSource, body: string, problems: readonly Problem[]): string[] {
  const fromPath = [
    ...new Set(`${body}\n${source.root}`.match(/(?<![.\w])(?:basename|dirname|join)(?=\()/g)),
  ];
  return [
    docComment([
      `What ${source.name} does: a task for each of its rules, a flow for each of its goals. As with make, a task`,
      "runs when what it reads has changed or what it writes is not there.",
      ...(problems.length === 0
        ? []
        : ["", `Not translated, or not exactly (lines of ${source.name}):`]),
      ...problems.map(({ line, message }) => `- ${line}: ${message.replaceAll("\n", " ")}`),
    ]),
    [
      ...(fromPath.length === 0
        ? []
        : [`import { ${fromPath.sort().join(", ")} } from "node:path";`]),
      'import { execa } from "execa";',
      'import { flow, task } from "millrace";',
    ].join("\n"),
  ];
}

function allProblems(makefile: Makefile, resolved: Resolved, { name }: MakeSource): Problem[] {
  const { targets: made, missing, circles } = resolved;
  const unused = makefile.rules.filter(
    ({ targets, recipe }) => recipe.length > 0 && !targets.some((target) => made.has(target)),
  );
  const problems = [
    ...makefile.problems,
    ...missing.map(({ name: file, line }) => ({
      line,
      message: `nothing makes \`${file}\`, and there is no such file beside ${name}: the task that reads it fails until there is`,
    })),
    ...circles.map(({ name: target, needed, line }) => ({
      line,
      message: `\`${target}\` needs \`${needed}\`, which needs \`${target}\`: it does not wait for it, as with make`,
    })),
    ...unused.map(({ targets, line }) => ({
      line,
      message: `no goal needs ${targets.map((target) => `\`${target}\``).join(", ")}, so it has no task: name it among the prerequisites of a goal and import again`,
    })),
  ];
  const seen = new Set<string>();
  return problems
    .sort((a, b) => a.line - b.line)
    .filter(({ line, message }) => {
      const key = `${line} ${message}`;
      return !seen.has(key) && seen.add(key);
    });
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
