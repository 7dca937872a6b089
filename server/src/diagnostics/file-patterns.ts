/** The files that a task says it reads and writes, as its option `files` has them. */
import { isRecord } from "./options-table.js";

/** One pattern of a list. */
export interface FilePattern {
  /** As written, without the `!`. */
  text: string;
  /** It takes out what the ones before it matched. */
  negated: boolean;
  /** It may match nothing. */
  optional: boolean;
  /** Parameters stand in it: which files it names depends on the call. */
  isTemplate: boolean;
}

export interface TaskFiles {
  inputs: FilePattern[];
  outputs: FilePattern[];
  /** The folder that the patterns are relative to, itself relative to the root; empty for the root. */
  cwd: string;
}

/**
 * The patterns of a literal option.
 * @param params the names of the task's parameters
 */
export function filesIn(value: unknown, params: readonly string[]): TaskFiles | undefined {
  if (!isRecord(value)) return undefined;
  const read = (given: unknown) =>
    given === undefined ? [] : [given].flat().flatMap((one) => patternOf(one, params) ?? []);
  const { inputs, outputs, cwd } = value;
  return {
    inputs: read(inputs),
    outputs: read(outputs),
    cwd: typeof cwd === "string" ? cwd : "",
  };
}

function patternOf(value: unknown, params: readonly string[]): FilePattern | undefined {
  const written = isRecord(value) ? value.glob : value;
  if (typeof written !== "string" || written.trim() === "") return undefined;
  const negated = written.startsWith("!");
  const text = (negated ? written.slice(1) : written).replace(/^\.\//, "");
  // `{a,b}` is a choice and `{name}` a parameter: the comma tells.
  const names = [...text.matchAll(/\{([^{},]+)\}/g)].map(([, name = ""]) => name);
  const isTemplate = names.some((name) => params.includes(name.split(".")[0] ?? ""));
  return { text, negated, optional: isRecord(value) && value.optional !== false, isTemplate };
}
