/** Where the store of a workspace is. */
import { join, resolve } from "node:path";
import { workspaceRoot } from "../engine/workspace.js";

/**
 * The folder that holds the store for code in `from`: `MILLRACE_HOME` where it is set, else
 * `.millrace` at the workspace root. The folder need not exist.
 */
export function storeFolder(from: string, env: NodeJS.ProcessEnv = process.env): string {
  return env.MILLRACE_HOME ? resolve(env.MILLRACE_HOME) : join(workspaceRoot(from), ".millrace");
}

export function storeFile(folder: string): string {
  return join(folder, "millrace.db");
}
