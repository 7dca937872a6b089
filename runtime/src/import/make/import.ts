/** A Makefile as a file of tasks and flows. */
import { call, declaration, docComment, object, quoted } from "../layout.js";
import { Names } from "../names.js";
import { excerpt, type Imported, type Problem } from "../problem.js";
import { Constants } from "./constants.js";
import { flowCode, flowNames } from "./flows.js";
import type { Makefile, Surroundings } from "./makefile.js";
import { readMakefile } from "./reader.js";
import { type Resolved, resolve, type Target } from "./resolve.js";
import { type Style, tasksOf } from "./tasks.js";
import { literal } from "./template.js";

export interface MakeSource extends Surroundings {
  text: string;
  exists(name: string): boolean;
  /** What gives its folder in the code that is written; `import.meta.dirname` beside the Makefile. */
  root: string;
  /** Whether patterns of files have to say that they start there. */
  saysFolder: boolean;
}

/** Names of the module that no constant may have. */
const taken = "execa flow task root sh ask printed process basename dirname join".split(" ");

/** @throws NotImported for a Makefile that make would not come to an end with */
export function importMakefile(source: MakeSource): Imported {
  const makefile = readMakefile(source.text, source);
  const goals = goalsOf(makefile, source);
  const resolved = resolve(makefile, goals, source.exists);
  const { name, folder, saysFolder } = source;
  const style: Style = { makefile, resolved, source: name, folder, saysFolder };
  const targets = goals.flatMap((goal) => resolved.targets.get(goal) ?? []);
  const names = new Names(taken);
  const flows = new Map(targets.map((goal) => [goal.name, names.take(...flowNames(goal))]));
  const constants = new Constants(makefile, source, names);
  const tasks = tasksOf(style, constants, names);
  const context = { style, tasks, flows, names };
  const sections = [
    unique([...tasks.values()].map(({ code }) => code)).join("\n\n"),
    sorted(targets, resolved)
      .map((goal) => flowCode(goal, context))
      .join("\n\n"),
  ];
  const setUp = setUpOf(source, makefile, constants, sections.join("\n"));
  constants.listUnused();
  const problems = allProblems(makefile, resolved, source);
  const code = [
    ...heading(source, [...setUp, ...sections].join("\n"), problems),
    ...setUp,
    ...sections.filter((section) => section !== ""),
  ];
  return { code: `${code.join("\n\n")}\n`, flows: targets.length, problems };
}

/** What a person may ask make for: the default goal, and everything that is no file. */
function goalsOf(makefile: Makefile, { exists }: MakeSource): string[] {
  const named = makefile.rules.flatMap(({ targets }) => targets);
  const withRecipe = new Set(
    makefile.rules.flatMap(({ targets, recipe }) => (recipe.length > 0 ? targets : [])),
  );
  const onlyNames = [...resolve(makefile, named, exists).targets.values()]
    .filter(
      ({ phony, rule, prerequisites }) => phony && (rule !== undefined || prerequisites.length > 0),
    )
    .map(({ name }) => name)
    // `FORCE` is only there to be out of date.
    .filter((name) => makefile.phony.has(name) || withRecipe.has(name));
  const { defaultGoal } = makefile;
  const goals = unique([...(defaultGoal === undefined ? [] : [defaultGoal]), ...onlyNames]);
  const places = new Map([...named.entries()].reverse().map(([place, name]) => [name, place]));
  return goals.sort((a, b) => (places.get(a) ?? -1) - (places.get(b) ?? -1));
}

/** Flows that others call come first. */
function sorted(goals: readonly Target[], { targets }: Resolved): Target[] {
  const order = new Set<Target>();
  const asked = new Set(goals);
  const add = (name: string) => {
    const target = targets.get(name);
    if (target === undefined || order.has(target)) return;
    for (const needed of [...target.prerequisites, ...target.orderOnly]) add(needed);
    order.add(target);
  };
  for (const { name } of goals) add(name);
  return [...order].filter((target) => asked.has(target));
}

/** What the tasks need: the folder, the variables, the shell. */
function setUpOf(
  { root }: MakeSource,
  makefile: Makefile,
  constants: Constants,
  tasks: string,
): string[] {
  const shell = makefile.variables.get("SHELL");
  const path = `shell: ${
    shell === undefined ? quoted("/bin/sh") : literal(constants.expanded(shell.text, shell.at))
  }`;
  const env = constants.exported();
  const declared = constants.declarations();
  const commands = constants.commands();
  const asks = [...declared, ...commands, tasks].some((code) => code.includes("await printed("));
  const sh = object([
    "cwd: root",
    path,
    'stdio: "inherit"',
    ...(env.length === 0 ? [] : [object(env, "env: ")]),
  ]);
  const start = `const root = ${root};`;
  return [
    ...(asks ? [`${start}\n${printedCode(path)}`] : []),
    [...(asks ? [] : [start]), ...declared].join("\n"),
    commands.join("\n"),
    `${docComment(["Runs a command as make does: by a shell, in the Makefile's folder."])}\n${declaration("const sh = ", call("execa", [sh]))}`,
  ].filter((section) => section !== "");
}

function printedCode(shell: string): string {
  const options = object(["cwd: root", shell, 'stderr: "inherit"', "reject: false"]);
  const comment =
    "What a command prints, on one line, as `$(shell)` gives it: asked anew in each run.";
  return [
    declaration("const ask = ", call("execa", [options])),
    "",
    docComment([comment]),
    "async function printed(command: string): Promise<string> {",
    "  const { stdout } = await ask(command);",
    '  return stdout.trimEnd().replaceAll("\\n", " ");',
    "}",
  ].join("\n");
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
      ...problems.map(({ file, line, message }) => {
        const place = file === undefined ? line : `${file}:${line}`;
        return `- ${place}: ${message.replaceAll("\n", " ")}`;
      }),
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
    ...missing.map(({ name: file, at }) => ({
      ...at,
      message: `nothing makes \`${file}\`, and there is no such file beside ${name}: the task that reads it fails until there is`,
    })),
    ...circles.map(({ name: target, needed, at }) => ({
      ...at,
      message: `\`${target}\` needs \`${needed}\`, which needs \`${target}\`: it does not wait for it, as with make`,
    })),
    ...unused.map(({ targets, at }) => ({
      ...at,
      message: `no goal needs ${excerpt(targets.join(" "))}, so it has no task: name it among the prerequisites of a goal and import again`,
    })),
  ];
  const seen = new Set<string>();
  return problems
    .sort((a, b) => (a.file ?? "").localeCompare(b.file ?? "") || a.line - b.line)
    .filter(({ file, line, message }) => {
      const key = `${file} ${line} ${message}`;
      return !seen.has(key) && seen.add(key);
    });
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
