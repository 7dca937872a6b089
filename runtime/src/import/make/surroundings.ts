/** What a Makefile asks of the machine while it is read: files, and what commands print. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, posix, relative, resolve } from "node:path";
import { globSync } from "tinyglobby";
import type { Surroundings } from "./makefile.js";

/** Files that are longer than this are no Makefiles. */
const longestFile = 16 * 2 ** 20;
/** Milliseconds after which nothing waits for what a command prints. */
const longestCommand = 30_000;

/**
 * @param makefile its name and the absolute path of its folder
 * @param runsCommands whether commands may be run on which rules and conditions hang
 */
export function surroundingsOf(
  { name, folder }: { name: string; folder: string },
  env: Record<string, string | undefined>,
  runsCommands: boolean,
): Surroundings & { exists(name: string): boolean } {
  const known = new Map<string, boolean>();
  const printed = new Map<string, string>();
  return {
    name,
    folder,
    env,
    exists(file) {
      const is = known.get(file) ?? existsSync(resolve(folder, file));
      known.set(file, is);
      return is;
    },
    wildcard: (glob) => matches(glob, folder),
    read: (file) => textOf(resolve(folder, file)),
    ask(command) {
      if (!runsCommands) return undefined;
      const text = printed.get(command) ?? askShell(command, folder, env);
      printed.set(command, text);
      return text;
    },
  };
}

/** As make matches: no pattern goes through several folders, and folders count as files do. */
function matches(glob: string, folder: string): string[] {
  if (!/[*?[]/.test(glob)) return existsSync(resolve(folder, glob)) ? [glob] : [];
  const pattern = glob.replaceAll(/\*{2,}/g, "*").replaceAll(/[(){}!|@+]/g, "\\$&");
  const found = globSync(pattern, { cwd: folder, expandDirectories: false, onlyFiles: false });
  const named = found.map((file) => {
    const name = file.replace(/\/$/, "");
    return isAbsolute(glob) ? posix.resolve(folder, name) : asWritten(name, glob, folder);
  });
  return named.map((name) => (glob.endsWith("/") ? `${name}/` : name)).sort();
}

/** `./src/*.c` gives `./src/a.c`. */
function asWritten(name: string, glob: string, folder: string): string {
  return glob.startsWith("./") ? `./${relative(folder, resolve(folder, name))}` : name;
}

function textOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile() || stats.size > longestFile) return undefined;
  return readFileSync(path, "utf8");
}

/** As `$(shell …)` gives it: on one line, and nothing where the command fails. */
function askShell(command: string, folder: string, env: Record<string, string | undefined>) {
  const { stdout } = spawnSync("/bin/sh", ["-c", command], {
    cwd: folder,
    env: env as NodeJS.ProcessEnv,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    timeout: longestCommand,
  });
  return (stdout ?? "").trimEnd().replaceAll("\n", " ");
}
