import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Config, defineConfig } from "../api/config.js";
import { loadModule } from "./load.js";
import { UsageError } from "./usage-error.js";

/** `millrace.config.ts` of a workspace, where there is one. */
export function configFileOf(root: string): string | undefined {
  return ["ts", "mts", "js", "mjs"]
    .map((extension) => join(root, `millrace.config.${extension}`))
    .find((file) => existsSync(file));
}

/** @throws UsageError when the file cannot be loaded, or holds no configuration; TypeError when a setting cannot be meant */
export async function loadConfig(file: string): Promise<Config> {
  const module = (await loadModule(file)) as { default?: Config };
  if (typeof module.default !== "object" || module.default === null) {
    throw new UsageError("the configuration exports nothing by default", {
      place: { file, line: 1, column: 1 },
      remedy:
        'Write: import { defineConfig } from "millrace"; export default defineConfig({ ... });',
    });
  }
  return defineConfig(module.default);
}
