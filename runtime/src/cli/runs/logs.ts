import { setTimeout as wait } from "node:timers/promises";
import type { LogLevel } from "@millrace/protocol";
import type { LogRecord } from "../../engine/record.js";
import { isTerminal } from "../../engine/states.js";
import { type Connection, findRun, logEntries, sweep, taskRuns } from "../../store/index.js";
import { harmless } from "../terminal/text.js";
import type { Theme } from "../terminal/theme.js";
import { history } from "./find-store.js";
import { chooseRun, type FilterOptions, filterOf } from "./options.js";
import { print, printJson, themeFor } from "./output.js";

/** Entries read at once. */
const pageSize = 5_000;
/** Milliseconds between two looks while following. */
const lookEvery = 100;

export async function logs(
  id: string | undefined,
  options: FilterOptions & { follow?: boolean },
): Promise<void> {
  const { connection, run } = chooseRun(history(), id, options);
  const write = options.json ? printJson : writer(connection, run.id);
  const { limit } = id === undefined ? { limit: undefined } : filterOf(options);
  let after = limit === undefined ? -1 : startOfLast(connection, run.id, limit);
  const drain = () => {
    for (;;) {
      const page = logEntries(connection, run.id, { after, limit: pageSize });
      for (const entry of page) write(entry);
      after = page.at(-1)?.seq ?? after;
      if (page.length < pageSize) return;
    }
  };
  drain();
  let version = connection.dataVersion();
  while (options.follow && !isTerminal(findRun(connection, run.id).state)) {
    await wait(lookEvery);
    sweep(connection);
    const now = connection.dataVersion();
    if (now === version) continue;
    version = now;
    drain();
  }
  drain();
}

/** The `seq` before the last `count` entries. */
function startOfLast(connection: Connection, run: string, count: number): number {
  const [row] = connection.all<{ seq: number }>(
    "SELECT seq FROM logs WHERE run = ? ORDER BY seq DESC LIMIT 1 OFFSET ?",
    [run, count],
  );
  return row?.seq ?? -1;
}

function writer(connection: Connection, run: string): (entry: LogRecord) => void {
  const theme = themeFor(process.stdout);
  const names = new Map<string, string>();
  const nameOf = (task: string) => {
    if (!names.has(task)) for (const { id, name } of taskRuns(connection, run)) names.set(id, name);
    return names.get(task) ?? task;
  };
  return (entry) => print(line(entry, entry.task && nameOf(entry.task), theme));
}

const paints: Record<LogLevel, "gray" | "cyan" | "yellow" | "red"> = {
  debug: "gray",
  info: "cyan",
  warn: "yellow",
  error: "red",
};

export function line(entry: LogRecord, task: string | undefined, { colors }: Theme): string {
  const milliseconds = String(entry.time % 1000).padStart(3, "0");
  const time = `${new Date(entry.time).toLocaleTimeString("sv")}.${milliseconds}`;
  const level = colors[paints[entry.level]](entry.level.padEnd(5));
  const who = task ? `${colors.dim(harmless(task))}  ` : "";
  const text = entry.message.split("\n").map(harmless).join("\n    ");
  return `${colors.dim(time)} ${level} ${who}${text}`;
}
