/** Refuses files that cannot be meant, naming the option, what was given, and what would do. */
import { inspect } from "node:util";
import type { FilePattern, Files } from "./options.js";

const members = ["inputs", "outputs", "cwd"];
const wanted = 'a glob such as "data/*.csv", { glob, optional: true }, or a list of those';

/**
 * @param path how the option is called in messages, as `files`
 * @throws TypeError naming the first member that is unknown or cannot be meant
 */
export function checkFiles(path: string, value: unknown): asserts value is Files {
  if (!isRecord(value)) {
    throw new TypeError(
      `task option \`${path}\` is ${inspect(value, { depth: 1 })}: give { inputs, outputs }`,
    );
  }
  const unknown = Object.keys(value).find((key) => !members.includes(key));
  if (unknown !== undefined) {
    throw new TypeError(
      `task has no option \`${path}.${unknown}\`: it knows ${members.join(", ")}`,
    );
  }
  const { inputs, outputs, cwd } = value;
  if (inputs === undefined && outputs === undefined) {
    throw new TypeError(
      `task option \`${path}\` names no files: give inputs, outputs, or both. Without any nothing tells when to run the task again`,
    );
  }
  checkPatterns(`${path}.inputs`, inputs);
  checkPatterns(`${path}.outputs`, outputs);
  if (cwd !== undefined && (typeof cwd !== "string" || cwd === "")) {
    throw new TypeError(
      `task option \`${path}.cwd\` is ${inspect(cwd, { depth: 0 })}: give the path of a folder`,
    );
  }
}

function checkPatterns(path: string, value: unknown): void {
  if (value === undefined) return;
  const patterns: unknown[] = Array.isArray(value) ? value : [value];
  const wrong = patterns.findIndex((pattern) => !isPattern(pattern));
  if (wrong >= 0) {
    const at = Array.isArray(value) ? `${path}[${wrong}]` : path;
    throw new TypeError(
      `task option \`${at}\` is ${inspect(patterns[wrong], { depth: 1 })}: give ${wanted}`,
    );
  }
  if (patterns.length > 0 && patterns.every((pattern) => globOf(pattern).startsWith("!"))) {
    throw new TypeError(
      `task option \`${path}\` only takes files out: put a glob such as "data/**" before ${inspect(patterns[0], { depth: 1 })}`,
    );
  }
}

function isPattern(value: unknown): value is FilePattern {
  if (typeof value === "string") return value.trim() !== "" && value !== "!";
  return (
    isRecord(value) &&
    isPattern(value.glob) &&
    typeof value.optional === "boolean" &&
    Object.keys(value).length === 2
  );
}

/** The glob of a pattern that was checked. */
function globOf(pattern: unknown): string {
  return typeof pattern === "string" ? pattern : (pattern as { glob: string }).glob;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
