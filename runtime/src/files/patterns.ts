/** The patterns of a task's files as a call has them: with their templates filled in, and told apart. */
import { resolve } from "node:path";
import { escapePath, isDynamicPattern } from "tinyglobby";
import { checkFiles } from "./check.js";
import type { FilePattern, Files, FilesOption } from "./options.js";

/** One pattern of a list, in the order they were written. */
export interface Pattern {
  /** As a person wrote it, filled in; without the `!`. */
  text: string;
  /** May name more than one path. */
  dynamic: boolean;
  /** Takes out what the ones before it matched. */
  negated: boolean;
  /** May match nothing. */
  optional: boolean;
}

/** What a call reads and writes. */
export interface FileSet {
  /** Absolute path of the folder that the patterns are relative to. */
  cwd: string;
  inputs: Pattern[];
  outputs: Pattern[];
}

/** The option as a call has it. @throws TypeError where its function returned what cannot be meant */
export function filesOf(
  option: FilesOption<unknown[]>,
  args: readonly unknown[],
  label: string,
): Files {
  if (typeof option !== "function") return option;
  const files: unknown = option(...args);
  checkFiles(`files of ${label}`, files);
  return files;
}

/**
 * @param root where `cwd` starts, and what it is by default
 * @param parameter what stands for `{name}`; undefined where the task has no such parameter
 */
export function fileSet(
  { cwd = ".", inputs = [], outputs = [] }: Files,
  root: string,
  parameter: (name: string) => string | undefined,
): FileSet {
  const read = (patterns: FilePattern | readonly FilePattern[]) =>
    [patterns].flat().map((pattern) => readPattern(pattern as FilePattern, parameter));
  return { cwd: resolve(root, cwd), inputs: read(inputs), outputs: read(outputs) };
}

function readPattern(
  pattern: FilePattern,
  parameter: (name: string) => string | undefined,
): Pattern {
  const written = typeof pattern === "string" ? pattern : pattern.glob;
  const negated = written.startsWith("!");
  const glob = negated ? written.slice(1) : written;
  // A parameter's value is a path, whatever characters of globs are in it.
  const dynamic = isDynamicPattern(filled(glob, () => ""));
  const text = filled(glob, (name) => {
    const value = parameter(name);
    return value === undefined || !dynamic ? value : escapePath(value);
  });
  return { text, dynamic, negated, optional: typeof pattern !== "string" && pattern.optional };

  /** `{a,b}` is a choice and `{name}` a parameter: the comma tells. */
  function filled(text: string, value: (name: string) => string | undefined): string {
    return text.replace(/\{([^{},]+)\}/g, (whole, name: string) =>
      parameter(name) === undefined ? whole : (value(name) ?? whole),
    );
  }
}

/** What tells these files from others: the same text for the same patterns. */
export function spelledFiles({ cwd, inputs, outputs }: FileSet): string {
  const spell = (patterns: readonly Pattern[]) =>
    patterns.map(({ text, negated }) => (negated ? `!${text}` : text));
  return JSON.stringify([cwd, spell(inputs), spell(outputs)]);
}
