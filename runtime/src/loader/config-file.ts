import { existsSync } from "node:fs";
import { join } from "node:path";

/** `millrace.config.ts` of a workspace, where there is one. */
export function configFileOf(root: string): string | undefined {
  return ["ts", "mts", "js", "mjs"]
    .map((extension) => join(root, `millrace.config.${extension}`))
    .find((file) => existsSync(file));
}
