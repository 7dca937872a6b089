import { setTimeout as wait } from "node:timers/promises";
import type { LogLevel, RunId, TaskRunId } from "@millrace/protocol";
import type { LogRecord } from "../../engine/record.js";
import { isTerminal } from "../../engine/states.js";
import { type Connection, findRun, sweep, taskRuns } from "../../store/index.js";
import { harmless } from "../terminal/text.js";
import type { Theme } from "../terminal/theme.js";
import { history } from "./find-store.js";
import { LogReader } from "./log-reader.js";
import { chooseRun, type FilterOptions, filterOf } from "./options.js";
import { drained, print, printJson, themeFor } from "./output.js";

/** Milliseconds between two looks while following. */
const lookEvery = 100;

export async function logs(
  id: string | undefined,
  options: FilterOptions & { follow?: boolean },
): Promise<void> {
  const { connection, run } = chooseRun(history(), id, options);
  const write = options.json ? printJson : writer(connection);
  const last = id === undefined ? undefined : filterOf(options).limit;
  const reader = new LogReader(connection, run.id, last);
  const writeNew = async () => {
    for (const page of reader.pages()) {
      for (const entry of page) write(entry);
      await drained(process.stdout);
    }
  };
  await writeNew();
  let version = connection.dataVersion();
  while (options.follow && !isTerminal(findRun(connection, run.id).state)) {
    await wait(lookEvery);
    sweep(connection);
    const now = connection.dataVersion();
    if (now === version) continue;
    version = now;
    await writeNew();
  }
  await writeNew();
}

function writer(connection: Connection): (entry: LogRecord) => void {
  const theme = themeFor(process.stdout);
  const names = new Map<TaskRunId, string>();
  const nameOf = (run: RunId, task: TaskRunId) => {
    if (!names.has(task)) for (const { id, name } of taskRuns(connection, run)) names.set(id, name);
    return names.get(task) ?? task;
  };
  return (entry) => print(line(entry, entry.task && nameOf(entry.run, entry.task), theme));
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
