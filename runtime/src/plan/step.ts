/** One task call of a dry run, and what the calls together add up to. */
import type { PlannedTask, TaskRunId } from "@millrace/protocol";
import type { TouchedFiles } from "../engine/plan.js";

export interface Step extends PlannedTask {
  id: TaskRunId;
  upstream: readonly TaskRunId[];
  /** The ordinals of the calls down to this one: their order is the order of the calls. */
  position: readonly number[];
  files?: TouchedFiles;
}

/**
 * Nothing is up to date whose upstream would run, or that reads what an earlier call would write.
 * @param steps in the order of the calls
 */
export function followed(steps: readonly Step[]): Step[] {
  const seen: Step[] = [];
  for (const step of steps) {
    const before = seen.filter((one) => one.decision === "would-run").findLast(leadsTo(step));
    const follows = before !== undefined && step.decision !== "would-run";
    seen.push(
      follows
        ? { ...step, decision: "would-run", reason: `upstream ${before.name} would run` }
        : step,
    );
  }
  return seen;
}

function leadsTo(step: Step): (earlier: Step) => boolean {
  const upstream = new Set(step.upstream);
  const reads = new Set(step.files?.reads);
  return ({ id, files }) =>
    upstream.has(id) || (files?.writes.some((path) => reads.has(path)) ?? false);
}

export function inOrder(one: Step, other: Step): number {
  const length = Math.max(one.position.length, other.position.length);
  for (let at = 0; at < length; at++) {
    const by = (one.position[at] ?? 0) - (other.position[at] ?? 0);
    if (by !== 0) return by;
  }
  return 0;
}
