/**
 * Runs a flow in a world under the real engine and notes what happens. Tasks are stubs that end when
 * the stage lets them: one at a time, and only once nothing else can go on. So whatever starts after
 * a task has ended that was the only one running, started because of it.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { RunEvent, RunId, StateName, TaskRunId } from "@millrace/protocol";
import { runtime } from "../../runtime/src/api/runtime.js";
import { emptyStore } from "../../runtime/src/engine/empty-store.js";
import { openSession } from "../../runtime/src/engine/session.js";
import { setWorld } from "./load.js";
import { type Made, made, mark, type Source, sourcesIn } from "./marks.js";
import { holds, length, lot, type World } from "./world.js";

export interface ObservedTask {
  id: TaskRunId;
  run: RunId;
  name: string;
  /** `file:line:column`, from 1. */
  site: string | undefined;
  via: string[];
  /** What the arguments carried, once the code was entered. */
  inputs: Set<Source>;
  upstream: TaskRunId[];
  /** Times of a logical clock. */
  called: number;
  started: number | undefined;
  ended: number | undefined;
  state: StateName;
  /** When it ended, nothing else ran or could start. */
  endedAlone: boolean;
}

export interface ObservedRun {
  id: RunId;
  flow: string;
  file: string;
  /** The task run that stands for it. */
  parentTask: TaskRunId | undefined;
  /** The flow's code ran to its end; an error in it did not cut it short. */
  complete: boolean;
  /** What the returned value carried; only of the run that nobody called. */
  result: Set<Source> | undefined;
}

export interface Observation {
  world: World;
  tasks: ObservedTask[];
  runs: ObservedRun[];
  /** The events as they came. */
  events: RunEvent[];
}

/** The flow did not end, though none of its tasks is running. */
export class StuckError extends Error {
  override name = "StuckError";
}

/** @param start calls the flow with the texts its parameters carry */
export async function perform(
  world: World,
  start: (url: string, full: boolean) => PromiseLike<unknown>,
): Promise<Observation> {
  const stage = new Stage(world);
  const session = openSession({ store: emptyStore, onEvent: (event) => stage.notice(event) });
  setWorld(stage);
  try {
    let result: Set<Source> | undefined;
    let over = false;
    const flow = start(mark("param:url"), holds(world, "full")).then(
      (value) => {
        result = sourcesIn(value);
        over = true;
      },
      () => {
        over = true;
      },
    );
    await stage.drive(() => over);
    await flow;
    const [root] = stage.runs.values();
    if (root !== undefined) root.result = result;
    return {
      world,
      tasks: [...stage.tasks.values()],
      runs: [...stage.runs.values()],
      events: stage.events,
    };
  } finally {
    await session.close();
  }
}

interface Pending {
  task: TaskRunId;
  end(): void;
}

class Stage {
  readonly world: World;
  readonly tasks = new Map<TaskRunId, ObservedTask>();
  readonly runs = new Map<RunId, ObservedRun>();
  readonly events: RunEvent[] = [];
  readonly seed: Made;
  #pending: Pending[] = [];
  #clock = 0;
  readonly #counts = new Map<string, number>();

  constructor(world: World) {
    this.world = world;
    this.seed = made("seed", world, "seed", 0);
  }

  // ---- what programs import

  async work(name: string, inputs: unknown[]): Promise<Made> {
    const { task } = runtime();
    const observed = this.tasks.get(task?.id ?? "");
    if (observed === undefined) throw new Error(`${name} runs outside of a task run`);
    observed.inputs = sourcesIn(inputs);
    observed.started ??= ++this.#clock;
    const ordinal = this.#next(`task ${name}`);
    await new Promise<void>((end) => {
      this.#pending.push({ task: observed.id, end });
    });
    if (lot(this.world, "fails", name, ordinal) < this.world.failures) {
      throw new Error(`${mark(observed.id)} failed`);
    }
    return made(observed.id, this.world, name, ordinal);
  }

  flag(name: string): boolean {
    return holds(this.world, name, this.#next(name));
  }

  count(name: string): number {
    return length(this.world, name, this.#next(name));
  }

  #next(name: string): number {
    const ordinal = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, ordinal);
    return ordinal;
  }

  // ---- what the engine tells

  notice(event: RunEvent): void {
    const time = ++this.#clock;
    this.events.push(event);
    if (event.type === "run-started") {
      const { run: id, flow, file, parentTask } = event;
      this.runs.set(id, { id, flow, file, parentTask, complete: false, result: undefined });
      const standIn = this.tasks.get(parentTask ?? "");
      if (standIn !== undefined) standIn.started ??= time;
    } else if (event.type === "run-finished") {
      const run = this.runs.get(event.run);
      // Its code came to its end, though a task that nobody awaited failed.
      const unseen = event.state.message?.includes("and nothing awaited it") === true;
      if (run !== undefined) run.complete = event.state.type === "COMPLETED" || unseen;
    } else if (event.type === "task-state") {
      const known = this.tasks.get(event.task);
      const task: ObservedTask = known ?? {
        id: event.task,
        run: event.run,
        name: event.name,
        site: event.node,
        via: event.via ?? [],
        inputs: new Set(),
        upstream: [],
        called: time,
        started: undefined,
        ended: undefined,
        state: event.state.name,
        endedAlone: false,
      };
      if (known === undefined) this.tasks.set(task.id, task);
      task.upstream = event.upstream;
      task.state = event.state.name;
      if (["COMPLETED", "FAILED", "CANCELLED", "CRASHED"].includes(event.state.type)) {
        task.ended = time;
      }
    }
  }

  // ---- the course of the run

  async drive(over: () => boolean): Promise<void> {
    for (let idle = 0; !over(); ) {
      const before = this.#clock;
      await turn();
      await turn();
      if (over()) return;
      if (this.#clock !== before) continue;
      if (this.#pending.length === 0) {
        if (++idle > 200) throw new StuckError(`stuck in world "${this.world.name}"`);
        continue;
      }
      idle = 0;
      const [next] = this.#pending.splice(this.#nextToEnd(), 1);
      if (next === undefined) continue;
      const task = this.tasks.get(next.task);
      if (task !== undefined) task.endedAlone = this.#pending.length === 0;
      next.end();
    }
  }

  #nextToEnd(): number {
    const { length: running } = this.#pending;
    if (this.world.ends === "first") return 0;
    if (this.world.ends === "last") return running - 1;
    return Math.floor(lot(this.world, "ends", this.#clock) * running);
  }
}
