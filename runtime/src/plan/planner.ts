/** Listens to a dry run, and tells at its end what would be done. */
import type { PlannedTask, UnknownPart } from "@millrace/protocol";
import { type CallSite, spelled } from "../engine/call-site.js";
import type { TaskDefinition } from "../engine/definition.js";
import type { FlowRun } from "../engine/flow-run.js";
import type { Decision, Plan, TouchedFiles, UnknownResult } from "../engine/plan.js";
import type { TaskRun } from "../engine/task-run.js";
import { followed, inOrder, type Step } from "./step.js";

export class Planner implements Plan {
  readonly #steps: Step[] = [];
  readonly #files = new Map<string, TouchedFiles>();
  readonly #unknown = new Map<string, UnknownPart>();
  readonly #waiting = new Set<FlowRun>();
  /** Grows with everything that is learned. */
  learned = 0;

  decided(run: TaskRun, { kind, reason }: Decision): void {
    this.learned++;
    // A flow is what its tasks are.
    if (run.subflow !== undefined) return;
    const { id, name, taskKey, callSite, map, upstream } = run.record;
    this.#steps.push({
      id,
      name,
      taskKey,
      flow: run.flow.record.flowName,
      ...(callSite === undefined ? {} : { node: spelled(callSite) }),
      ...(map === undefined ? {} : { map }),
      decision: kind,
      reason,
      upstream: [...upstream],
      position: positionOf(run),
    });
  }

  touches({ id }: TaskRun, files: TouchedFiles): void {
    this.learned++;
    this.#files.set(id, files);
  }

  awaited(flow: FlowRun, run: TaskRun): void {
    this.learned++;
    this.#waiting.add(flow);
    const { callSite, name } = run.record;
    this.#unknown.set(`${flow.id} ${run.id}`, {
      kind: "rest",
      flow: flow.record.flowName,
      task: name,
      ...(callSite === undefined ? {} : { node: spelled(callSite) }),
    });
  }

  asked(flow: FlowRun, key: string): void {
    this.learned++;
    this.#waiting.add(flow);
    this.#unknown.set(`${flow.id} input ${key}`, {
      kind: "input",
      flow: flow.record.flowName,
      task: key,
    });
  }

  mapped(definition: TaskDefinition, site: CallSite | undefined, { run }: UnknownResult): void {
    this.learned++;
    const node = site && spelled(site.frame);
    this.#unknown.set(`${run.flow.id} ${node} ${definition.key}`, {
      kind: "map",
      flow: run.flow.record.flowName,
      task: run.record.name,
      ...(node === undefined ? {} : { node }),
      mapped: definition.name,
    });
  }

  /** Whether code of a flow waits for a result that there will not be. */
  get waits(): boolean {
    return this.#waiting.size > 0;
  }

  /**
   * Nothing goes on by itself any more: what a subflow that waits would give is not known either.
   * @returns false where there is none, so that the dry run is over
   */
  giveUpSubflows(): boolean {
    const standIns = [...this.#waiting].flatMap(({ standIn }) => standIn ?? []);
    const open = standIns.filter((run) => !run.settled);
    for (const run of open) run.leaveUnknown("would-run", "its tasks would run");
    return open.length > 0;
  }

  tasks(): PlannedTask[] {
    const steps = this.#steps.map((step) => {
      const files = this.#files.get(step.id);
      return files === undefined ? step : { ...step, files };
    });
    return followed(steps.sort(inOrder)).map(
      ({ id: _, upstream: __, position: ___, files: ____, ...task }) => task,
    );
  }

  unknown(): UnknownPart[] {
    return [...this.#unknown.values()];
  }
}

function positionOf(run: TaskRun): number[] {
  const { standIn } = run.flow;
  return [...(standIn === undefined ? [] : positionOf(standIn)), run.record.ordinal];
}
