/**
 * What `millrace run --dry-run --json` prints: what a run would do, as far as that can be known
 * without entering the code of any task.
 */
import type { NodeRef } from "./events.js";

export interface DryRun {
  flow: string;
  /** Absolute path. */
  file: string;
  /** In the order of the calls; those of a subflow follow what came before it. */
  tasks: PlannedTask[];
  /** What depends on results that there are not, so that nothing can be said of it. */
  unknown: UnknownPart[];
  /** Why the flow's own code, which does run, failed. */
  error?: string;
}

export interface PlannedTask {
  name: string;
  taskKey: string;
  /** The flow whose code makes the call. */
  flow: string;
  node?: NodeRef;
  map?: { index: number; of: number };
  decision: "would-run" | "would-fail" | "up-to-date" | "cached" | "restored";
  /** Why, in a few words, such as `data/orders.csv changed`. */
  reason: string;
}

export interface UnknownPart {
  /** The rest of a flow's code, which waits for a task or for a person; or the calls of a map. */
  kind: "rest" | "input" | "map";
  flow: string;
  /** The task whose result is not there; the key of what a person is asked for. */
  task: string;
  /** Where it is called; for a map, where that is made. */
  node?: NodeRef;
  /** The task that would be mapped. */
  mapped?: string;
}
