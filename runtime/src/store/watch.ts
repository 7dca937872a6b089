import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";
import type { Connection } from "./connection.js";

/** Milliseconds between two looks, where the file system does not tell of changes. */
const lookEvery = 100;
/** Every so many looks it counts as changed anyway: a death changes no file. */
const lifeEvery = 10;

/**
 * Calls back soon after another process has changed the store, and once a second in any case.
 * @returns how to stop that
 */
export function watchStore(connected: () => Connection, changed: () => void): () => void {
  let version = -1;
  let looks = 0;
  let watcher: FSWatcher | undefined;
  const look = () => {
    looks += 1;
    const current = versionOf(connected);
    if (current === version && looks % lifeEvery !== 0) return;
    version = current;
    changed();
  };
  const timer = setInterval(look, lookEvery);
  try {
    let asked = false;
    // Many events a commit: they are one look.
    watcher = watch(dirname(connected().file), { persistent: false }, () => {
      if (asked) return;
      asked = true;
      setImmediate(() => {
        asked = false;
        if (watcher !== undefined) look();
      });
    });
    watcher.on("error", () => {});
  } catch {
    // Too many watchers, or a file system without: the timer is enough.
  }
  return () => {
    clearInterval(timer);
    watcher?.close();
    watcher = undefined;
  };
}

/** A store in trouble is looked at again. */
function versionOf(connected: () => Connection): number {
  try {
    return connected().dataVersion();
  } catch {
    return -1;
  }
}
