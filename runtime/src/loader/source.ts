import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { type Program, parseSync } from "oxc-parser";
import { type Place, UsageError } from "./usage-error.js";

/** A source file as text and as a syntax tree. Offsets are those of the string. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly program: Program;
}

export const sourceExtensions = [".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"];

/**
 * Reads and parses a file.
 * @throws UsageError when it cannot be read, is not TypeScript or JavaScript, or has a syntax error
 */
export function readSource(file: string): Source {
  const text = readText(file);
  const lang = languageOf(file);
  const sourceType = /\.c[jt]s$/.test(file) ? "commonjs" : "unambiguous";
  const { program, errors } = parseSync(file, text, { lang, sourceType });
  const error = errors.find(({ severity }) => severity === "Error");
  if (error) {
    const place = placeAt({ file, text }, error.labels[0]?.start ?? 0);
    throw new UsageError(`syntax error: ${error.message}`, {
      place,
      remedy: error.helpMessage ?? "Nothing was run. Correct the line and run again.",
    });
  }
  return { file, text, program };
}

/** The syntax tree of a piece of JavaScript; `undefined` when it is not one. */
export function parseText(file: string, text: string): Program | undefined {
  const { program, errors } = parseSync(file, text, { lang: "js" });
  return errors.length === 0 ? program : undefined;
}

/** Line and column of an offset, from 1. */
export function placeAt(source: { file: string; text: string }, offset: number): Place {
  const before = source.text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  return { file: source.file, line: before.split("\n").length, column: offset - start + 1 };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    throw unreadable(file, cause as NodeJS.ErrnoException);
  }
}

function unreadable(file: string, cause: NodeJS.ErrnoException): UsageError {
  if (cause.code === "ENOENT") {
    return new UsageError(`no such file: ${file}`, {
      remedy: "Give the path of a TypeScript or JavaScript file that exports a flow.",
    });
  }
  if (cause.code === "EISDIR") {
    return new UsageError(`${file} is a folder, not a file`, {
      remedy: "Give a file in it that exports a flow.",
    });
  }
  return new UsageError(`cannot read ${file}: ${cause.message}`, { cause });
}

function languageOf(file: string): "ts" | "tsx" | "js" | "jsx" {
  const extension = extname(file);
  if (!sourceExtensions.includes(extension)) {
    throw new UsageError(`${file} is not a TypeScript or JavaScript file`, {
      remedy: `Flows are written in files that end in ${sourceExtensions.join(", ")}.`,
    });
  }
  if (extension === ".tsx") return "tsx";
  // Plain JavaScript may hold JSX, as bundlers allow.
  return extension.includes("t") ? "ts" : "jsx";
}
