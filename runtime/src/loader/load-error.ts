import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { runError } from "../engine/errors.js";
import { placeAt } from "./source.js";
import { type Place, UsageError } from "./usage-error.js";

/** Says why a module could not be loaded, where, and what to do. */
export function loadError(error: unknown, file: string): UsageError {
  if (error instanceof UsageError) return error;
  return syntaxError(error) ?? notFound(error, file) ?? missingExport(error) ?? thrown(error, file);
}

/** esbuild's errors: only their text survives the way out of the loader's thread. */
function syntaxError(error: unknown): UsageError | undefined {
  const found = /^(.+?):(\d+):(\d+): ERROR: (.+)$/m.exec(String((error as Error)?.message));
  if (!found) return undefined;
  const [, file = "", line, column, message] = found;
  const place = { file: withoutUrl(file), line: Number(line), column: Number(column) + 1 };
  return new UsageError(`syntax error: ${message}`, {
    place,
    remedy: "Nothing was run. Correct the line and run again.",
    cause: error,
  });
}

function notFound(error: unknown, file: string): UsageError | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") return undefined;
  const found = /Cannot find (?:package|module) '([^']+)'(?: imported from (\S+))?/.exec(message);
  if (!found) return undefined;
  const wanted = withoutUrl(found[1] ?? "");
  const required = (error as { requireStack?: string[] }).requireStack?.[0];
  const importer = withoutUrl(found[2] ?? required ?? file);
  const place = importOf(wanted, importer);
  const isFile = /^([./]|[A-Za-z]:[\\/])/.test(wanted);
  return new UsageError(
    `cannot find ${isFile ? `the file ${relative(process.cwd(), wanted) || wanted}` : `the package "${wanted}"`}`,
    {
      place: place ?? { file: importer, line: 1, column: 1 },
      remedy: isFile
        ? "Check the path in the import, and `paths` in tsconfig.json where one is used."
        : `Install it: npm install ${packageName(wanted)}`,
      cause: error,
    },
  );
}

/** `import { x } from "./y"` where y has no x. */
function missingExport(error: unknown): UsageError | undefined {
  const { name, message, stack } = error as Error;
  if (name !== "SyntaxError" || !/does not provide an export named/.test(message)) return undefined;
  const head = /^(file:\S+?|\/\S+?|[A-Za-z]:\\\S+?):(\d+)$/m.exec(stack ?? "");
  const place = head && { file: withoutUrl(head[1] ?? ""), line: Number(head[2]), column: 1 };
  return new UsageError(message, {
    ...(place ? { place } : {}),
    remedy: "Check the name in the import; a type needs `import type`.",
    cause: error,
  });
}

function thrown(error: unknown, file: string): UsageError {
  const { name, message, stack } = runError(error);
  const place = stack.find((frame) => !frame.file.includes("/node_modules/")) ?? stack[0];
  return new UsageError(`the module threw while it was loading: ${name}: ${message}`, {
    place: place ?? { file, line: 1, column: 1 },
    remedy: "No flow was run: the file must load first. Move what can fail into a task.",
    cause: error,
  });
}

/** The line of the import that asked for it, as far as its text tells. */
function importOf(wanted: string, importer: string): Place | undefined {
  try {
    const text = readFileSync(importer, "utf8");
    const last =
      wanted
        .split(/[\\/]/)
        .at(-1)
        ?.replace(/\.\w+$/, "") ?? wanted;
    const pattern = new RegExp(`["'\`](?:[^"'\`\\n]*/)?${quoted(last)}(?:[./][^"'\`\\n]*)?["'\`]`);
    const at = text.search(pattern);
    return at < 0 ? undefined : placeAt({ file: importer, text }, at);
  } catch {
    return undefined;
  }
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function packageName(specifier: string): string {
  const [scope = "", name] = specifier.split("/");
  return scope.startsWith("@") && name ? `${scope}/${name}` : scope;
}

function withoutUrl(path: string): string {
  const bare = path.replace(/\?.*$/, "");
  return bare.startsWith("file:") ? fileURLToPath(bare) : bare;
}
