import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** @param {string} program @returns {string | undefined} where the shell would find the program */
export function onPath(program) {
  const endings = process.platform === "win32" ? (process.env.PATHEXT ?? ".EXE").split(";") : [""];
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const ending of endings) {
      const path = join(folder, program + ending);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here.
      }
    }
  }
  return undefined;
}
