/** Imports the Makefile in a folder as `millrace import make` does. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { importMakefile } from "../../../runtime/src/import/make/import.js";
import { surroundingsOf } from "../../../runtime/src/import/make/surroundings.js";
import type { Imported } from "../../../runtime/src/import/problem.js";

export function imported(
  folder: string,
  env: Record<string, string> = {},
  runsCommands = false,
): Imported {
  return importMakefile({
    ...surroundingsOf({ name: "Makefile", folder }, env, runsCommands),
    text: readFileSync(join(folder, "Makefile"), "utf8"),
    root: "import.meta.dirname",
    saysFolder: false,
  });
}

/** The code of the tasks and flows: without the head of the file. */
export function body({ code }: Imported): string {
  return code.slice(code.indexOf("\n\n", code.indexOf("const sh =")) + 2).trim();
}
