/** What `millrace.config.ts` says of a run: loaded only where the run asks for any of it. */
import type { Config } from "../api/config.js";
import { workspaceRoot } from "../engine/workspace.js";
import { anyLimits, declareConfigured, undeclaredNames } from "../limits/declared.js";
import { loadConfig } from "../loader/config.js";
import { configFileOf } from "../loader/config-file.js";
import { UsageError } from "../loader/usage-error.js";
import { openHistory, storedLimits, storeFolder } from "../store/index.js";

const loaded = new Map<string, Promise<Config>>();

/** The configuration of the workspace that the folder is in; empty where there is none. */
export function configOf(folder: string): Promise<Config> {
  const file = configFileOf(workspaceRoot(folder));
  if (file === undefined) return Promise.resolve({});
  let config = loaded.get(file);
  if (config === undefined) {
    config = loadConfig(file);
    loaded.set(file, config);
  }
  return config;
}

/**
 * Declares the limits that are configured, so that each name in the code has its meaning.
 * @throws UsageError where a name has two meanings, or none
 */
export async function configureLimits(folder: string): Promise<void> {
  if (!anyLimits()) return;
  const file = configFileOf(workspaceRoot(folder));
  if (file !== undefined) {
    const { limits = {} } = await configOf(folder);
    try {
      declareConfigured(limits, file);
    } catch (cause) {
      throw new UsageError((cause as Error).message, { remedy: "Nothing was run.", cause });
    }
  }
  const unknown = undeclaredNames();
  if (unknown.length === 0) return;
  const set = namesSet(storeFolder(folder));
  const missing = unknown.find(({ name }) => !set.has(name));
  if (missing === undefined) return;
  const { name, place } = missing;
  throw new UsageError(`nothing says what the limit "${name}" allows`, {
    ...(place === undefined ? {} : { place }),
    remedy: `Nothing was run. Give { name: "${name}", limit: 4 } in the option \`concurrency\` of one task,
limits: { "${name}": 4 } in millrace.config.ts, or run \`millrace limits set "${name}" 4\`.`,
  });
}

function namesSet(folder: string): Set<string> {
  const history = openHistory(folder);
  if (history === undefined) return new Set();
  try {
    const set = storedLimits(history).filter(({ chosen }) => chosen !== null);
    return new Set(set.map(({ name }) => name));
  } finally {
    history.close();
  }
}
