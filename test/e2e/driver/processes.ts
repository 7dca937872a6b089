import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Ids of the processes whose command line names the file. */
export function runProcesses(file: string): number[] {
  return processes((at) => commandOf(at).includes(file));
}

/** Ids of the `millrace serve` processes that were started in the folder. */
export function services(folder: string): number[] {
  return processes((at) => {
    const words = commandOf(at).split("\0");
    return words.includes("serve") && readlinkSync(`${at}/cwd`) === folder;
  });
}

function commandOf(at: string): string {
  return readFileSync(`${at}/cmdline`, "utf8");
}

function processes(wanted: (at: string) => boolean): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return wanted(`/proc/${name}`) ? [Number(name)] : [];
    } catch {
      return []; // It ended while we looked.
    }
  });
}
