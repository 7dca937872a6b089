import { setImmediate, setTimeout as wait } from "node:timers/promises";
import type { LogLevel, RunId, TaskRunId } from "@millrace/protocol";
import type { LogRecord } from "../../engine/record.js";
import { isTerminal } from "../../engine/states.js";
import {
  type Connection,
  findRun,
  lastLogEntries,
  lastTreeLogs,
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
/** Entries read at a time, where no order has to be made among several runs. */
const pageSize = 1_000;

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
      // Only then is it known that nobody reads any more.
      await setImmediate();
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

/** Reads what a run and the runs it called have logged, each entry once. */
class LogReader {
  readonly #connection: Connection;
  readonly #root: RunId;
  /** The last `seq` read, by run. */
  readonly #read = new Map<RunId, number>();
  #last: number | undefined;

  /** @param last how many entries to begin with, the last ones; undefined for all */
  constructor(connection: Connection, root: RunId, last: number | undefined) {
    this.#connection = connection;
    this.#root = root;
    this.#last = last;
  }

  /** The entries since the last call, in order of time. */
  *pages(): Generator<LogRecord[]> {
    const runs = this.#tree(this.#root);
    const [only, ...others] = runs;
    if (this.#last !== undefined) {
      yield this.#lastOf(runs, this.#last);
      this.#last = undefined;
    } else if (only !== undefined && others.length === 0) {
      for (let page = this.#fresh(only, pageSize); page.length > 0; ) {
        yield page;
        page = this.#fresh(only, pageSize);
      }
    } else {
      yield runs.flatMap((run) => this.#fresh(run)).sort((a, b) => a.time - b.time);
    }
  }

  #fresh(run: RunId, limit?: number): LogRecord[] {
    return this.#noted(logEntries(this.#connection, run, { after: this.#read.get(run), limit }));
  }

  #lastOf(runs: readonly RunId[], count: number): LogRecord[] {
    const connection = this.#connection;
    return connection.read(() => {
      // Also of runs that have none among the last: what they wrote before is not for later.
      for (const run of runs) {
        this.#noted(lastLogEntries(connection, run, { task: undefined, last: 1 }).entries);
      }
      return lastTreeLogs(connection, this.#root, count).entries;
    });
  }

  #noted(entries: LogRecord[]): LogRecord[] {
    for (const { run, seq } of entries) this.#read.set(run, seq);
    return entries;
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
