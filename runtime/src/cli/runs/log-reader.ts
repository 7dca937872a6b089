import type { RunId } from "@millrace/protocol";
import type { LogRecord } from "../../engine/record.js";
import {
  type Connection,
  lastLogEntries,
  lastTreeLogs,
  logEntries,
  subflowRuns,
} from "../../store/index.js";

/** Entries in memory at a time; of each of many runs no fewer than {@link fewest}. */
const held = 5_000;
const fewest = 100;

/** A run that is being read: what was read of it and not told yet, in order of time. */
interface Source {
  run: RunId;
  waiting: LogRecord[];
  /** Nothing more is in the store. */
  isOver: boolean;
}

/** Reads what a run and the runs it called have logged, each entry once. */
export class LogReader {
  readonly #connection: Connection;
  readonly #root: RunId;
  /** The last `seq` read, by run. */
  readonly #read = new Map<RunId, number>();
  #last: number | undefined;

  /** @param last how many entries to begin with, the last ones; undefined for all */
  constructor(connection: Connection, root: RunId, last?: number) {
    this.#connection = connection;
    this.#root = root;
    this.#last = last;
  }

  /** The entries since the last call, in order of time, and no more of them in memory than need be. */
  *pages(size?: number): Generator<LogRecord[]> {
    const runs = this.#tree(this.#root);
    if (this.#last === undefined) {
      yield* this.#merged(runs, size ?? Math.max(fewest, Math.ceil(held / runs.length)));
      return;
    }
    yield this.#lastOf(runs, this.#last);
    this.#last = undefined;
  }

  *#merged(runs: readonly RunId[], size: number): Generator<LogRecord[]> {
    let sources = runs.map((run): Source => ({ run, waiting: [], isOver: false }));
    while (sources.length > 0) {
      for (const source of sources) if (source.waiting.length === 0) this.#fill(source, size);
      const until = readUntil(sources);
      const page = sources.flatMap((source) => takeUntil(source, until));
      if (page.length > 0) yield page.sort(byTime);
      sources = sources.filter(({ isOver, waiting }) => !isOver || waiting.length > 0);
    }
  }

  #fill(source: Source, size: number): void {
    if (source.isOver) return;
    const after = this.#read.get(source.run);
    const entries = this.#noted(logEntries(this.#connection, source.run, { after, limit: size }));
    source.isOver = entries.length < size;
    source.waiting = entries.sort(byTime);
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

/** Up to which time all is read: of a run that goes on in the store, up to its last entry here. */
function readUntil(sources: readonly Source[]): number {
  let until = Number.POSITIVE_INFINITY;
  for (const { isOver, waiting } of sources) {
    if (!isOver) until = Math.min(until, waiting.at(-1)?.time ?? until);
  }
  return until;
}

function takeUntil(source: Source, until: number): LogRecord[] {
  const rest = source.waiting.findIndex(({ time }) => time > until);
  return source.waiting.splice(0, rest < 0 ? source.waiting.length : rest);
}

function byTime(a: LogRecord, b: LogRecord): number {
  return a.time - b.time;
}
