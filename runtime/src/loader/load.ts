import { createRequire } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { getTsconfig } from "get-tsconfig";
import { register as registerCommonJs } from "tsx/cjs/api";
import { register as registerModules } from "tsx/esm/api";
import { definitionOf } from "../engine/definition.js";
import { loadError } from "./load-error.js";

/**
 * Loads a module written in TypeScript or JavaScript, with no build step.
 * Stacks and call sites in it are those of the source from here on.
 *
 * @returns the module's exports; those of a CommonJS module as its `module.exports` has them
 * @throws UsageError when it, or something it imports, cannot be found, parsed or run
 */
export async function loadModule(file: string): Promise<object> {
  registerTypeScript(file);
  try {
    // Imported, a file that says it is CommonJS could not itself require the library.
    if (/\.c[jt]s$/.test(file)) return createRequire(file)(file) as object;
    const module = (await import(pathToFileURL(file).href)) as { default?: unknown };
    return commonJsExports(module) ?? module;
  } catch (error) {
    throw loadError(error, file);
  }
}

/** The tsconfig that counts is the file's, wherever the command is given. */
function registerTypeScript(file: string): void {
  process.setSourceMapsEnabled(true);
  const tsconfig = getTsconfig(dirname(file))?.path;
  const outer = process.env.TSX_TSCONFIG_PATH;
  if (tsconfig) process.env.TSX_TSCONFIG_PATH = tsconfig;
  registerCommonJs();
  registerModules(tsconfig ? { tsconfig } : {});
  if (outer === undefined) delete process.env.TSX_TSCONFIG_PATH;
  else process.env.TSX_TSCONFIG_PATH = outer;
}

/**
 * Importing CommonJS finds the exports by their spelling and may miss some; `module.exports` itself
 * is the default import.
 */
function commonJsExports(module: { default?: unknown }): object | undefined {
  const whole = module.default;
  if (whole === null || typeof whole !== "object" || definitionOf(whole)) return undefined;
  return Object.values(createRequire(import.meta.url).cache).some((one) => one?.exports === whole)
    ? whole
    : undefined;
}
