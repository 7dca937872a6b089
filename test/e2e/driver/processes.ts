import { readdirSync, readFileSync } from "node:fs";

/** Ids of the processes whose command line names the file. */
export function runProcesses(file: string): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return readFileSync(`/proc/${name}/cmdline`, "utf8").includes(file) ? [Number(name)] : [];
    } catch {
      return []; // It ended while we looked.
    }
  });
}
