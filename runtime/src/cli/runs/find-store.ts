import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../../loader/usage-error.js";
import { type Connection, openHistory, storeFile, storeFolder } from "../../store/index.js";

/** How far below the workspace root a package may keep a store of its own. */
const deepest = 3;

/**
 * Opens the store of the folder the command was given in. A repository of many packages has one in
 * each: from its root, the only one there is meant.
 * @returns undefined where nothing was recorded yet
 * @throws UsageError where several packages have a store, naming them
 */
export function history(): Connection | undefined {
  const folder = storeFolder(process.cwd());
  const own = openHistory(folder);
  if (own !== undefined || process.env.MILLRACE_HOME) return own;
  const below = storesBelow(dirname(folder), deepest);
  const [only, ...others] = below;
  if (only === undefined) return undefined;
  if (others.length === 0) return openHistory(only);
  throw new UsageError("several packages below this folder have runs, and it has none itself", {
    remedy: `Go to one of them, or name its store:\n${below.map((found) => `  MILLRACE_HOME=${found}`).join("\n")}`,
  });
}

function storesBelow(folder: string, depth: number): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const path = join(folder, entry.name);
    if (entry.name === ".millrace") {
      if (hasStore(path)) found.push(path);
    } else if (depth > 1 && entry.name !== "node_modules" && !entry.name.startsWith(".")) {
      found.push(...storesBelow(path, depth - 1));
    }
  }
  return found;
}

function hasStore(folder: string): boolean {
  return readdirSync(folder).some((name) => join(folder, name) === storeFile(folder));
}
