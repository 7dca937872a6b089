import picomatch from "picomatch";
import { ts } from "ts-morph";
import { unwrap } from "../analysis/facts/typescript/unwrap.js";
import { type FilePattern, filesIn, type TaskFiles } from "./file-patterns.js";
import { covers, mayMeet } from "./pattern-cover.js";
import type { Found } from "./rule.js";
import type { Subject } from "./subject.js";
import { entriesOf, entry, literalOption, objectOption, optionsObjects } from "./syntax/options.js";

/** A pattern where it is written. */
export interface WrittenPattern {
  node: ts.Expression;
  pattern: FilePattern;
}

/** A task of the file, and the files that it says it reads and writes. */
export interface OwnFiles {
  label: string;
  name: string;
  cwd: string;
  inputs: WrittenPattern[];
  outputs: WrittenPattern[];
}

/** The tasks of the file whose `files` are literal, in source order. */
export function tasksWithFiles(subject: Subject): OwnFiles[] {
  return optionsObjects(subject).flatMap((options): OwnFiles[] => {
    const files = options.syntax && options.kind === "task" && objectOption(options, "files");
    if (!files) return [];
    const own = entriesOf(files);
    const params = options.definition.params.map(({ name }) => name);
    const cwd = literalOption(own, "cwd");
    if (own.isOpen || (entry(own, "cwd") && typeof cwd !== "string")) return [];
    const written = (name: "inputs" | "outputs") => patternsAt(entry(own, name)?.value, params);
    return [
      {
        label: options.definition.label,
        name: options.definition.name,
        cwd: typeof cwd === "string" ? cwd : "",
        inputs: written("inputs"),
        outputs: written("outputs"),
      },
    ];
  });
}

function patternsAt(value: ts.Expression | undefined, params: readonly string[]): WrittenPattern[] {
  const inner = value && unwrap(value);
  if (!inner) return [];
  const items = ts.isArrayLiteralExpression(inner) ? inner.elements : [inner];
  return items.flatMap((node): WrittenPattern[] => {
    const plain = unwrap(node);
    const object = ts.isObjectLiteralExpression(plain) ? entriesOf(plain) : undefined;
    const literal = ts.isStringLiteralLike(plain) ? plain.text : undefined;
    const given = object ? { glob: literalOption(object, "glob") } : literal;
    const [pattern] = filesIn({ inputs: given }, params)?.inputs ?? [];
    return pattern ? [{ node, pattern }] : [];
  });
}

/** A task of another file that writes files. */
export interface OtherFiles {
  label: string;
  file: string;
  folder: string;
  range: Found["range"];
  outputs: FilePattern[];
}

export function otherTasks(subject: Subject): OtherFiles[] {
  const { codebase } = subject;
  return codebase.files
    .filter((file) => file !== subject.file)
    .flatMap((file) =>
      (codebase.analyzer.facts(file)?.definitions ?? []).flatMap((fact): OtherFiles[] => {
        const option = fact.options.find(({ name }) => name === "files");
        const files: TaskFiles | undefined =
          option &&
          filesIn(
            option.value,
            fact.params.map(({ name }) => name),
          );
        if (!option || !files) return [];
        const folder = folderOf(subject, file, files.cwd);
        const { outputs } = files;
        return [{ label: fact.label, file, folder, range: option.valueRange, outputs }];
      }),
    );
}

/** What patterns of a file are relative to: the folder that its keys are relative to, and `cwd` in it. */
export function folderOf({ codebase }: Subject, file: string, cwd: string): string {
  const [relative = ""] = codebase.analyzer.keyOf(file, "").split("#");
  return `${file.slice(0, file.length - relative.length)}${cwd.replace(/^\.?\/?|\/$/g, "")}`;
}

export function writes({ outputs }: OwnFiles, pattern: FilePattern): boolean {
  return touches(
    outputs.map((each) => each.pattern),
    pattern,
  );
}

export function touches(outputs: readonly FilePattern[], pattern: FilePattern): boolean {
  return !isExcluded(outputs, pattern) && outputs.some((each) => overlap(each, pattern));
}

export function isTakenOut(outputs: readonly WrittenPattern[], pattern: FilePattern): boolean {
  return isExcluded(
    outputs.map((each) => each.pattern),
    pattern,
  );
}

/** Whether a `!` takes the pattern's files out, or perhaps does. */
function isExcluded(outputs: readonly FilePattern[], pattern: FilePattern): boolean {
  return outputs.some(
    (each) =>
      each.negated &&
      (isGlob(pattern)
        ? mayMeet(each.text, pattern.text)
        : overlap({ ...each, negated: false }, pattern)),
  );
}

/**
 * Whether two patterns are certain to name one file: the same, a folder and what is in it, a match,
 * or a pattern that matches all that the other one does.
 */
export function overlap(one: FilePattern, other: FilePattern): boolean {
  if (one.negated || other.negated || one.isTemplate || other.isTemplate) return false;
  if (one.text === other.text) return true;
  if (isGlob(one) && isGlob(other))
    return covers(one.text, other.text) || covers(other.text, one.text);
  if (isGlob(one)) return matchesOrIsIn(one, other);
  if (isGlob(other)) return matchesOrIsIn(other, one);
  return isWithin(one.text, other.text) || isWithin(other.text, one.text);
}

/** A path that the pattern matches, or a folder that all it matches is in. */
function matchesOrIsIn({ text: pattern }: FilePattern, { text: path }: FilePattern): boolean {
  if (picomatch.isMatch(path, pattern, { dot: true })) return true;
  // With a slash at its end it is the folder itself, not what is in it.
  return !path.endsWith("/") && isWithin(`${picomatch.scan(pattern).base}/`, path);
}

function isGlob({ text }: FilePattern): boolean {
  return picomatch.scan(text).isGlob;
}

function isWithin(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
