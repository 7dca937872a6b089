/** `millrace serve`: runs what is scheduled, until it is stopped. */
import { dirname } from "node:path";
import { UsageError } from "../loader/usage-error.js";
import { storeFolder } from "../store/index.js";
import { Desk } from "./desk.js";
import { candidates, isConfig } from "./discovery/candidates.js";
import { discover } from "./discovery/discover.js";
import type { FoundFile, FoundFlow, Problem } from "./discovery/found.js";
import type { Report } from "./report.js";
import { watchFiles } from "./watch-files.js";

export interface ServeOptions {
  paths: readonly string[];
  /** How many runs may go on at a time. */
  concurrency: number;
  report: Report;
  /** Is told what is wrong with files, at the start and after changes. */
  complain: (problem: Problem) => void;
}

/** A clock that jumps is noticed after this many milliseconds at the latest. */
const longestSleep = 10_000;
/** How often to look while runs of others go on or slots wait. */
const shortestSleep = 500;
/** Slots that came just before the service did are on time: it may have been restarted. */
const startGrace = 5_000;

export class Service {
  readonly #options: ServeOptions;
  readonly #desks = new Map<string, Desk>();
  readonly #since = Date.now() - startGrace;
  #files = new Map<string, FoundFile>();
  /** The files are read once at a time. */
  #reading = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #stopping: "no" | "waits" | "kills" = "no";
  #stopped!: () => void;
  readonly #whenStopped = new Promise<void>((resolve) => {
    this.#stopped = resolve;
  });

  constructor(options: ServeOptions) {
    this.#options = options;
  }

  /**
   * @returns when it was stopped and what it ran has ended
   * @throws UsageError where nothing is scheduled
   */
  async run(): Promise<"stopped" | "killed"> {
    const { paths } = this.#options;
    // Before the files are read, so that no change falls between.
    const watcher = await watchFiles(
      paths,
      () => {
        this.#reading = this.#reading.then(() => this.#reload());
      },
      ({ message }) => this.#options.report({ type: "trouble", message: unwatched(message) }),
    );
    try {
      this.#reading = this.#load();
      await this.#reading;
      if (this.#flows().length === 0) throw nothingScheduled(paths);
      this.#look();
      this.#tellWhatIsServed();
      await this.#whenStopped;
    } finally {
      await watcher.close();
      for (const desk of this.#desks.values()) await desk.close();
    }
    return this.#stopping === "kills" ? "killed" : "stopped";
  }

  /** The first time it waits for what runs, the second time it kills that. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#stopping = this.#stopping === "no" ? "waits" : "kills";
    if (this.#stopping === "kills") {
      void Promise.all([...this.#desks.values()].map((desk) => desk.kill()));
      return;
    }
    this.#options.report({ type: "stopping", running: this.#running() });
    this.#endIfIdle();
  }

  /** Its terminal was closed, which the system tells more than once: nobody insists. */
  hangUp(): void {
    if (this.#stopping === "no") this.stop();
  }

  /** A path that is gone for a moment is looked for at the next change. */
  async #reload(): Promise<void> {
    if (this.#stopping !== "no") return;
    try {
      await this.#load();
    } catch (error) {
      this.#options.report({ type: "trouble", message: (error as Error).message });
      return;
    }
    this.#look();
    this.#tellWhatIsServed();
  }

  #tellWhatIsServed(): void {
    const flows = this.#flows();
    const schedules = flows.flatMap((flow) => flow.schedules).length;
    this.#options.report({ type: "serving", flows: flows.length, schedules, next: this.#next() });
  }

  /** A file that cannot be loaded keeps the schedules it had. */
  async #load(): Promise<void> {
    const { paths, complain } = this.#options;
    const found = await discover(candidates(paths));
    const before = this.#files;
    this.#files = new Map();
    for (const file of found) {
      for (const problem of file.problems) complain(problem);
      const broken = file.problems.length > 0 && file.flows.length === 0;
      this.#files.set(file.file, broken ? (before.get(file.file) ?? file) : file);
    }
    this.#assign();
  }

  /** Gives each store's desk its flows. */
  #assign(): void {
    const flows = groupBy(this.#flows(), ({ file }) => storeFolder(dirname(file)));
    for (const folder of flows.keys()) this.#desk(folder);
    for (const [folder, desk] of this.#desks) {
      const configs = this.#configsIn(folder);
      const alerts = configs.flatMap((config) => config.alerts);
      desk.serve(flows.get(folder) ?? [], alerts, configs[0]?.retention);
    }
  }

  #desk(folder: string): void {
    if (this.#desks.has(folder)) return;
    const { report } = this.#options;
    const onFree = () => {
      this.#endIfIdle();
      if (this.#stopping === "no") this.#look();
    };
    this.#desks.set(folder, new Desk({ folder, report, since: this.#since, onFree }));
  }

  /** Scheduled flows, each once, from the file that defines it where that was loaded. */
  #flows(): FoundFlow[] {
    const flows = new Map<string, FoundFlow>();
    for (const { flows: found } of this.#files.values()) {
      for (const flow of found) {
        const id = `${storeFolder(dirname(flow.file))} ${flow.key}`;
        if (flow.schedules.length > 0 && (flow.file === flow.place.file || !flows.has(id))) {
          flows.set(id, flow);
        }
      }
    }
    return [...flows.values()];
  }

  #configsIn(folder: string): FoundFile[] {
    return [...this.#files.values()].filter(
      ({ file }) => isConfig(file) && storeFolder(dirname(file)) === folder,
    );
  }

  #look(): void {
    clearTimeout(this.#timer);
    if (this.#stopping !== "no") return;
    const now = Date.now();
    for (const desk of this.#desks.values()) {
      const elsewhere = this.#active() - desk.active;
      desk.look(now, this.#options.concurrency - elsewhere);
    }
    const unsettled = [...this.#desks.values()].some((desk) => desk.unsettled);
    const untilNext = Math.max(0, (this.#next() ?? Number.POSITIVE_INFINITY) - Date.now());
    const sleep = Math.min(untilNext, unsettled ? shortestSleep : longestSleep);
    this.#timer = setTimeout(() => this.#look(), Math.max(sleep, 1));
  }

  #endIfIdle(): void {
    if (this.#stopping !== "no" && this.#running() === 0) this.#stopped();
  }

  #next(): number | undefined {
    const all = [...this.#desks.values()].flatMap((desk) => desk.next ?? []);
    return all.length === 0 ? undefined : Math.min(...all);
  }

  #running(): number {
    return [...this.#desks.values()].reduce((sum, desk) => sum + desk.running, 0);
  }

  #active(): number {
    return [...this.#desks.values()].reduce((sum, desk) => sum + desk.active, 0);
  }
}

function groupBy<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return groups;
}

function unwatched(message: string): string {
  return `not all files can be watched (${message}): after a change to one that is not, start the service again`;
}

function nothingScheduled(paths: readonly string[]): UsageError {
  return new UsageError(`no flow under ${paths.join(", ")} has a schedule that can run`, {
    remedy: 'Give one a schedule: flow({ schedule: { cron: "0 6 * * *" } }, async () => { ... })',
  });
}
