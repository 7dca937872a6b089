import { once } from "node:events";
import { basename } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { isSkipped } from "./discovery/candidates.js";

/** Milliseconds of quiet after which a change counts as made: editors save in several steps. */
const quiet = 300;

/**
 * Calls `onChange` when a source file under the paths was added, changed or removed.
 * @param onTrouble is told once where not all can be watched, such as on a machine that watches too much
 * @returns once no change is missed any more
 */
export async function watchFiles(
  paths: readonly string[],
  onChange: () => void,
  onTrouble: (error: Error) => void,
): Promise<FSWatcher> {
  let timer: NodeJS.Timeout | undefined;
  let troubled = false;
  const watcher = watch([...paths], {
    ignoreInitial: true,
    ignorePermissionErrors: true,
    ignored: (path, stats) =>
      isSkipped(basename(path)) || (stats?.isFile() === true && !/\.[cm]?[jt]sx?$/.test(path)),
  });
  watcher.on("all", () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, quiet);
  });
  watcher.on("error", (error) => {
    if (!troubled) onTrouble(error as Error);
    troubled = true;
  });
  await once(watcher, "ready");
  return watcher;
}
