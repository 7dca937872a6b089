import { type Config, defineConfig } from "../api/config.js";
import { loadModule } from "./load.js";
import { UsageError } from "./usage-error.js";

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
