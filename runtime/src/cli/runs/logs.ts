import { setTimeout as wait } from "node:timers/promises";
import type { LogLevel, RunId, TaskRunId } from "@millrace/protocol";
import type { LogRecord } from "../../engine/record.js";
import { isTerminal } from "../../engine/states.js";
import {
  type Connection,
  findRun,
  logEntries,
  subflowRuns,
  sweep,
  taskRuns,
} from "../../store/index.js";
import { harmless } from "../terminal/text.js";
import type { Theme } from "../terminal/theme.js";
import { history } from "./find-store.js";
import { chooseRun, type FilterOptions, filterOf } from "./options.js";
import { print, printJson, themeFor } from "./output.js";

/** Milliseconds between two looks while following. */
const lookEvery = 100;

export async function logs(
  id: string | undefined,
  options: FilterOptions & { follow?: boolean },
): Promise<void> {
  const { connection, run } = chooseRun(history(), id, options);
  const write = options.json ? printJson : writer(connection);
  const reader = new LogReader(connection, run.id);
  const last = id === undefined ? undefined : filterOf(options).limit;
  for (const entry of last === undefined ? reader.next() : reader.next().slice(-last)) write(entry);
  let version = connection.dataVersion();
  while (options.follow && !isTerminal(findRun(connection, run.id).state)) {
    await wait(lookEvery);
    sweep(connection);
    const now = connection.dataVersion();
    if (now === version) continue;
    version = now;
    for (const entry of reader.next()) write(entry);
  }
  for (const entry of reader.next()) write(entry);
}

/** Reads what a run and the runs it called have logged, each entry once. */
class LogReader {
  readonly #connection: Connection;
  readonly #root: RunId;
  /** The last `seq` read, by run. */
  readonly #read = new Map<RunId, number>();

  constructor(connection: Connection, root: RunId) {
    this.#connection = connection;
    this.#root = root;
  }

  /** The entries since the last call, in order of time. */
  next(): LogRecord[] {
    const fresh = this.#tree(this.#root).flatMap((run) => {
      const entries = logEntries(this.#connection, run, { after: this.#read.get(run) });
      const last = entries.at(-1);
      if (last !== undefined) this.#read.set(run, last.seq);
      return entries;
    });
    return fresh.sort((a, b) => a.time - b.time);
  }

  #tree(run: RunId): RunId[] {
    return [run, ...subflowRuns(this.#connection, run).flatMap(({ id }) => this.#tree(id))];
  }
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
