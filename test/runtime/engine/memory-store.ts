/** The engine's store in memory: what was recorded, for a test to look at. */
import type {
  ArtifactRecord,
  FlowRunRecord,
  LogRecord,
  TaskRunRecord,
} from "../../../runtime/src/engine/record.js";
import type {
  FilesLeft,
  RestorableRun,
  Store,
  TaskIdentity,
} from "../../../runtime/src/engine/store.js";
import { relativeToRoot } from "../../../runtime/src/engine/workspace.js";
import type { AskedInput, InputLedger, Settlement } from "../../../runtime/src/inputs/ledger.js";
import type { LimitLedger } from "../../../runtime/src/limits/ledger.js";

export class MemoryStore implements Store {
  readonly flows = new Map<string, FlowRunRecord>();
  readonly tasks = new Map<string, TaskRunRecord>();
  readonly logs: LogRecord[] = [];
  readonly artifacts: ArtifactRecord[] = [];
  /** Who holds what, by name. */
  readonly holders = new Map<string, Set<string>>();
  readonly limits: LimitLedger = {
    take: ({ holder, wants }) => {
      const held = ({ name }: { name: string }) => this.holders.get(name) ?? new Set();
      const full = wants.find((w) => !w.borrowed && held(w).size >= (w.limit ?? Infinity));
      if (full !== undefined) return { name: full.name, message: `limit "${full.name}" is full` };
      for (const want of wants) {
        if (!want.borrowed) this.holders.set(want.name, held(want).add(holder));
      }
      return undefined;
    },
    release: (holder, names) => {
      for (const name of names) this.holders.get(name)?.delete(holder);
    },
    leave() {},
    stands: () => [],
    watch: () => () => {},
  };
  readonly asked = new Map<string, AskedInput & Partial<Settlement> & { problem?: string }>();
  #answered = () => {};
  readonly inputs: InputLedger = {
    ask: (input) => void this.asked.set(input.id, { ...input }),
    answerTo: (id) => {
      const input = this.asked.get(id);
      return input?.outcome === undefined ? input?.answer : undefined;
    },
    refuse: (id, problem) => void this.#change(id, { answer: undefined, problem }),
    settle: (id, settlement) => void this.#change(id, settlement),
    watch: (changed) => {
      this.#answered = changed;
      return () => {};
    },
  };

  /** As a person, or another process, does. */
  answer(key: string, value: unknown): void {
    const open = [...this.asked.values()].find((one) => one.key === key && !one.outcome);
    if (open === undefined) throw new Error(`nobody asks for ${key}`);
    this.#change(open.id, { answer: JSON.stringify(value) });
    this.#answered();
  }

  #change(id: string, change: object): void {
    Object.assign(this.asked.get(id) ?? {}, change);
  }

  readonly results = new Map<string, { value: unknown; expires: number }>();
  readonly files = new Map<string, FilesLeft>();
  flushes = 0;
  closed = false;

  flowRun(run: FlowRunRecord): void {
    this.flows.set(run.id, run);
  }

  taskRun(run: TaskRunRecord): void {
    this.tasks.set(run.id, run);
  }

  log(entry: LogRecord): void {
    this.logs.push(entry);
  }

  artifact(artifact: ArtifactRecord): void {
    this.artifacts.push(artifact);
  }

  flushOlderThan(): void {}

  flush(): void {
    this.flushes++;
  }

  close(): void {
    this.closed = true;
  }

  cancelRequested(): boolean {
    return false;
  }

  cached(key: string): { value: unknown } | undefined {
    const hit = this.results.get(key);
    return hit === undefined || hit.expires <= Date.now() ? undefined : { value: hit.value };
  }

  remember(key: string, _: string, value: unknown, expires = Number.POSITIVE_INFINITY): void {
    // As a store on disk would: another run gets a copy, and a function cannot be kept.
    this.results.set(key, { value: structuredClone(value), expires });
  }

  filesLeft(key: string): FilesLeft | undefined {
    return this.files.get(key);
  }

  forgetFiles(key: string, by: string): void {
    this.files.set(key, { begun: by });
  }

  keepFiles(key: string, _: string, left: object, result?: { value: unknown }): void {
    const known = this.files.get(key);
    if (result !== undefined) this.files.set(key, { left: structuredClone(left), ...kept(result) });
    else if (known !== undefined && "left" in known) this.files.set(key, { ...known, left });
  }

  restorable(run: string): RestorableRun {
    const left = [...this.tasks.values()].filter((task) => task.run === run);
    const answered = [...this.asked.values()].filter(
      (one) => one.run === run && one.outcome === "answered",
    );
    return {
      answer: ({ place, key, prompt }) => {
        const index = answered.findIndex(
          (one) => one.site === place && one.key === key && (one.prompt ?? "") === prompt,
        );
        return index < 0 ? undefined : answered.splice(index, 1)[0]?.answer;
      },
      take: (identity) => {
        const index = left.findIndex((task) => matches(task, identity));
        const [task] = index < 0 ? [] : left.splice(index, 1);
        if (task === undefined) return { reason: "the call is new, or it changed" };
        if (task.result === undefined) return { reason: `it ended as ${task.state.name}` };
        return { value: structuredClone(task.result.value), from: task.id };
      },
    };
  }

  tasksOf(run: string): TaskRunRecord[] {
    return [...this.tasks.values()]
      .filter((task) => task.run === run)
      .sort((a, b) => a.ordinal - b.ordinal);
  }
}

function kept({ value }: { value: unknown }): { value: unknown } | { problem: string } {
  try {
    return { value: structuredClone(value) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function matches(task: TaskRunRecord, identity: TaskIdentity): boolean {
  return (
    task.taskKey === identity.taskKey &&
    task.inputHash === identity.inputHash &&
    task.sourceHash === identity.sourceHash &&
    siteOf(task) === identity.site
  );
}

function siteOf({ callSite, via = [] }: TaskRunRecord): string {
  if (callSite === undefined) return "";
  return [callSite, ...via]
    .map(({ file, line, column }) => `${relativeToRoot(file)}:${line}:${column}`)
    .join(" ");
}
