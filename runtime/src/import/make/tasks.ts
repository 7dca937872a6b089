/** The tasks that a Makefile's rules become. */
import { posix } from "node:path";
import { block, call, declaration, docComment, list, object, quoted } from "../layout.js";
import { camelCase, type Names, pascalCase } from "../names.js";
import type { Constants } from "./constants.js";
import type { Makefile, RecipeLine, Rule } from "./makefile.js";
import { placeText } from "./place.js";
import { type Body, bodyOf, type Given, NotGeneric } from "./recipe.js";
import type { Resolved, Target } from "./resolve.js";
import { fileCode } from "./template.js";

/** A task, and how it is called for a target. */
export interface MadeTask {
  identifier: string;
  given: Given;
  usesStem: boolean;
  code: string;
}

/** What is the same for all tasks of a file. */
export interface Style {
  makefile: Makefile;
  resolved: Resolved;
  /** The Makefile's name, for comments. */
  source: string;
  /** Absolute path of the Makefile's folder. */
  folder: string;
  /** Whether patterns of files have to say which folder they start from. */
  saysFolder: boolean;
}

/** By target: several targets of one rule have one task. */
export function tasksOf(style: Style, constants: Constants, names: Names): Map<string, MadeTask> {
  const tasks = new Map<string, MadeTask>();
  for (const [rule, targets] of byRule(style.resolved)) {
    const nameless = rule.pattern === undefined || rule.pattern === "%";
    const groups = nameless && targets.length === 1 ? undefined : targets;
    const generic = groups && genericTask(rule, groups, style, constants, names);
    for (const target of targets) {
      const task = generic ?? ownTask(target, style, constants, names);
      for (const name of target.together) tasks.set(name, task);
    }
  }
  return tasks;
}

function byRule({ targets }: Resolved): Map<Rule, Target[]> {
  const rules = new Map<Rule, Target[]>();
  for (const target of targets.values()) {
    if (target.rule === undefined) continue;
    const made = rules.get(target.rule) ?? [];
    rules.set(target.rule, made);
    // One call makes all targets of a group.
    if (made.length === 0 || target.together.length === 1) made.push(target);
    else if (!made.some(({ together }) => together.includes(target.name))) made.push(target);
  }
  return rules;
}

/** One task for all targets of a rule; undefined where its commands differ in more than names. */
function genericTask(
  rule: Rule,
  targets: readonly Target[],
  style: Style,
  constants: Constants,
  names: Names,
): MadeTask | undefined {
  const [first] = targets as [Target];
  if (first.together.length > 1 || targets.some((target) => isAlways(target, style))) {
    return undefined;
  }
  const counts = targets.map((target) => filesOf(target, style).length);
  const prerequisites = counts.every((count) => count === 1)
    ? "one"
    : counts.every((count) => count === 0)
      ? "none"
      : "list";
  const given: Given = { generic: true, prerequisites };
  try {
    const body = bodyOf(first, given, constants, style.makefile.oneShell);
    const identifier = names.take(...genericNames(rule));
    return {
      identifier,
      given,
      usesStem: body.usesStem,
      code: write(identifier, first, given, body, style),
    };
  } catch (error) {
    if (error instanceof NotGeneric) return undefined;
    throw error;
  }
}

function ownTask(target: Target, style: Style, constants: Constants, names: Names): MadeTask {
  const files = filesOf(target, style);
  const made = files.some((name) => style.resolved.targets.has(name));
  const needed = made && (!isAlways(target, style) || speaksOfPrerequisites(target));
  const given: Given = {
    generic: false,
    prerequisites: !needed ? "none" : files.length === 1 ? "one" : "list",
  };
  const body = bodyOf(target, given, constants, style.makefile.oneShell);
  const identifier = names.take(...ownNames(target));
  const code = write(identifier, target, given, body, style);
  return { identifier, given, usesStem: false, code };
}

function speaksOfPrerequisites({ recipe }: Target): boolean {
  return recipe.some(({ text }) => /\$[({]?[<^+?]/.test(text));
}

/** The prerequisites that are files. */
export function filesOf(
  { prerequisites }: Target,
  { resolved }: Pick<Style, "resolved">,
): string[] {
  return prerequisites.filter((name) => {
    const target = resolved.targets.get(name);
    return target === undefined || (target.rule !== undefined && !target.phony);
  });
}

/** It, or something it needs, is no file: make runs its commands each time. */
export function isAlways(target: Target, { resolved }: Pick<Style, "resolved">): boolean {
  return (
    target.phony ||
    target.prerequisites.some((name) => {
      const needed = resolved.targets.get(name);
      return needed !== undefined && (needed.phony || needed.rule === undefined);
    })
  );
}

function genericNames({ targets, pattern, prerequisites }: Rule): string[] {
  const made = kindOf(pattern ?? targets[0] ?? "");
  const from = kindOf(prerequisites[0] ?? "");
  const verb = made === "o" ? ["compile"] : [];
  return [...verb, `build${pascalCase(made)}`, `build${pascalCase(made)}From${pascalCase(from)}`];
}

/** `build/%.o` -> `o`; `%-report.html` -> `report-html`. */
function kindOf(pattern: string): string {
  const name = posix.basename(pattern);
  const kind = name.replace("%", "").replace(/^\.+/, "");
  return kind === "" ? "target" : kind;
}

function ownNames({ name, phony }: Target): string[] {
  const short = pascalCase(posix.basename(name));
  const verb = phony ? "run" : "build";
  return [`${verb}${short}`, `${verb}${pascalCase(name)}`];
}

function write(identifier: string, target: Target, given: Given, body: Body, style: Style): string {
  const { rule } = target;
  const parameters = parametersOf(given, body.usesStem);
  const always = isAlways(target, style);
  const options = object([
    given.generic ? 'runName: "{target}"' : `name: ${quoted(shortName(target.name, style))}`,
    ...(always ? [] : [filesOption(target, given, parameters, style)]),
  ]);
  // What a task reads is among its arguments even where its commands write it out.
  const named = body.usesPrerequisites
    ? parameters
    : parameters.map((parameter) => parameter.replace(/^(?=source|prerequisites)/, "_"));
  const result = target.phony ? [] : [`return ${resultOf(target, given, style)}`];
  const fn = block(`async (${named.join(", ")}) => `, [...body.statements, ...result]);
  return [
    docComment(describe(rule, target, always && !target.phony, style)),
    declaration(`const ${identifier} = `, call("task", [options, fn])),
  ].join("\n");
}

function describe(
  rule: Rule | undefined,
  target: Target,
  always: boolean,
  { source, folder }: Style,
): string[] {
  const several = rule?.targets.length === 1 ? rule.targets : [rule?.pattern ?? ""];
  const names = rule?.pattern === undefined ? target.together : several;
  const head = `${names.join(" ")}: ${rule?.prerequisites.join(" ") ?? ""}`.trim();
  const place =
    rule === undefined || rule.at.line === 0 ? "make's own rule" : placeText(rule.at, source);
  const known = head.replaceAll(`${folder}/`, "");
  const short = known.length > 70 ? `${known.slice(0, 69)}…` : known;
  return [
    `${short} (${place})`,
    ...(always ? ["Runs each time: one of its prerequisites is no file."] : []),
  ];
}

/** Without the folder that the Makefile is in. */
export function shortName(name: string, { folder }: Style): string {
  return name.startsWith(`${folder}/`) ? name.slice(folder.length + 1) : name;
}

function parametersOf({ generic, prerequisites }: Given, usesStem: boolean): string[] {
  return [
    ...(generic ? ["target: string"] : []),
    ...(prerequisites === "one" ? ["source: string"] : []),
    ...(prerequisites === "list" ? ["prerequisites: string[]"] : []),
    ...(usesStem ? ["stem: string"] : []),
  ];
}

function filesOption(
  target: Target,
  { generic, prerequisites }: Given,
  parameters: readonly string[],
  style: Style,
) {
  const files = filesOf(target, style);
  const written = prerequisites === "none" ? files.map((name) => fileCode(name, style.folder)) : [];
  const inputs =
    prerequisites === "one"
      ? ["inputs: source"]
      : prerequisites === "list"
        ? ["inputs: prerequisites"]
        : written.length === 0
          ? []
          : written.length === 1
            ? [`inputs: ${written[0]}`]
            : [list(written, "inputs: ")];
  const outputs = target.together.map((name) => fileCode(asFolder(name, target), style.folder));
  const members = [
    ...inputs,
    generic
      ? "outputs: target"
      : outputs.length === 1
        ? `outputs: ${outputs[0]}`
        : list(outputs, "outputs: "),
    ...(style.saysFolder ? ["cwd: root"] : []),
  ];
  // Their types are those of the task's own parameters.
  const own = parameters
    .map((parameter) => parameter.replace(/:.*/, ""))
    .filter((parameter) => parameter !== "stem");
  return own.length === 0
    ? object(members, "files: ")
    : object(members, `files: (${own.join(", ")}) => (`, ")");
}

/** Of a folder it counts that it is there, not what is in it. */
function asFolder(name: string, target: Target): string {
  return isFolder(target) && !name.endsWith("/") ? `${name}/` : name;
}

/** All that its recipe does is to make it, as a folder. */
function isFolder({ name, recipe }: Target): boolean {
  const makes = ({ text }: RecipeLine) =>
    /^(mkdir|install -d)\b/.test(text) && (/\$(@|\(@\))/.test(text) || text.includes(name));
  return recipe.length > 0 && recipe.every(makes);
}

function resultOf({ together }: Target, { generic }: Given, { folder }: Style): string {
  if (generic) return "target";
  const names = together.map((name) => fileCode(name, folder));
  return names.length === 1 ? names.join() : `[${names.join(", ")}]`;
}

/** What a target's result is called, best first. */
export function localNames(target: Target): string[] {
  const { name, phony } = target;
  const short = camelCase(posix.basename(name));
  const kind = phony ? "Done" : isFolder(target) ? "Folder" : "File";
  const long = camelCase(name);
  return [...(/^\d/.test(short) ? [long, short] : [short, long]), `${short}${kind}`];
}
