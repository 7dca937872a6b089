/** Two runs side by side: which task calls belong together, and what became of each. Pure. */
import { isDeepStrictEqual } from "node:util";
import type {
  ComparedSide,
  ComparedTask,
  NodeRef,
  RunComparison,
  RunDetails,
  StateName,
  TaskOverview,
} from "@millrace/protocol";
import { commonName } from "./common-name.js";

/** From what needs no look to what needs one most: the state of several calls is the worst of them. */
const fromGoodToBad: readonly StateName[] = [
  "Cached",
  "Restored",
  "Completed",
  "Scheduled",
  "Pending",
  "AwaitingConcurrencySlot",
  "Paused",
  "Running",
  "Retrying",
  "Late",
  "AwaitingRetry",
  "Cancelling",
  "Cancelled",
  "UpstreamFailed",
  "TimedOut",
  "Failed",
  "Crashed",
];

/** How bad a state is, from 0. */
export function severity(name: StateName): number {
  return fromGoodToBad.indexOf(name);
}

/**
 * Compares what two runs did. A call is known by its task and its place; where the place moved, by
 * its turn among the calls of its task that are left. A place that was passed several times, as in a
 * loop, gives a row for each turn; the calls of a map are one row.
 */
export function compareRuns(left: RunDetails, right: RunDetails): RunComparison {
  const pairs = paired(callsOf(left.tasks), callsOf(right.tasks));
  return {
    left: withoutTasks(left),
    right: withoutTasks(right),
    params: differences(left.params, right.params),
    tasks: pairs.map(comparedTask),
  };
}

function withoutTasks({ seq: _, tasks: __, subflows: ___, counts: ____, ...run }: RunDetails) {
  return run;
}

function differences(
  left: Record<string, unknown>,
  right: Record<string, unknown>,
): RunComparison["params"] {
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return names
    .filter((name) => !isDeepStrictEqual(left[name], right[name]))
    .map((name) => ({
      name,
      ...(Object.hasOwn(left, name) ? { left: JSON.stringify(left[name]) } : {}),
      ...(Object.hasOwn(right, name) ? { right: JSON.stringify(right[name]) } : {}),
    }));
}

/** The task runs of one call, or of all calls that maps made at one place. */
interface Calls {
  taskKey: string;
  place: string;
  runs: TaskOverview[];
}

/** In the order of the first calls. */
function callsOf(tasks: readonly TaskOverview[]): Calls[] {
  const all: Calls[] = [];
  const maps = new Map<string, Calls>();
  const turns = new Map<string, number>();
  for (const task of tasks) {
    const place = [task.node ?? "", ...(task.via ?? [])].join(" ");
    const id = `${task.taskKey} ${place}`;
    const known = task.map && maps.get(id);
    if (known) {
      known.runs.push(task);
      continue;
    }
    const turn = (turns.get(id) ?? 0) + 1;
    turns.set(id, turn);
    const calls = {
      taskKey: task.taskKey,
      place: task.map ? `${place} map` : `${place} ${turn}`,
      runs: [task],
    };
    all.push(calls);
    if (task.map) maps.set(id, calls);
  }
  return all;
}

interface Pair {
  left?: Calls;
  right?: Calls;
}

/** In the order of the left run; what only the right one called follows what it followed there. */
function paired(left: readonly Calls[], right: readonly Calls[]): Pair[] {
  const partner = new Map<Calls, Calls>();
  const match = (keyOf: (calls: Calls) => string) => {
    const open = new Map<string, Calls[]>();
    for (const calls of right) {
      if (!partner.has(calls)) append(open, keyOf(calls), calls);
    }
    for (const calls of left) {
      if (partner.has(calls)) continue;
      const other = open.get(keyOf(calls))?.shift();
      if (other === undefined) continue;
      partner.set(calls, other);
      partner.set(other, calls);
    }
  };
  match(({ taskKey, place }) => `${taskKey} ${place}`);
  match(({ taskKey, runs }) => `${taskKey} ${runs[0]?.map !== undefined}`);
  match(({ taskKey }) => taskKey);

  const followers = new Map<Calls | undefined, Calls[]>();
  let before: Calls | undefined;
  for (const calls of right) {
    const other = partner.get(calls);
    if (other) before = other;
    else append(followers, before, calls);
  }
  const newAfter = (calls: Calls | undefined): Pair[] =>
    (followers.get(calls) ?? []).map((right) => ({ right }));
  return [
    ...newAfter(undefined),
    ...left.flatMap((calls) => {
      const other = partner.get(calls);
      return [other ? { left: calls, right: other } : { left: calls }, ...newAfter(calls)];
    }),
  ];
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function comparedTask({ left, right }: Pair): ComparedTask {
  const newer = (right ?? left) as Calls;
  const [first] = newer.runs as [TaskOverview];
  const node: NodeRef | undefined = first.node;
  return {
    name: commonName(
      newer.runs.map(({ name }) => name),
      newer.taskKey,
    ),
    taskKey: newer.taskKey,
    ...(node === undefined ? {} : { node }),
    ...(left ? { left: sideOf(left.runs) } : {}),
    ...(right ? { right: sideOf(right.runs) } : {}),
  };
}

function sideOf(runs: readonly TaskOverview[]): ComparedSide {
  const worst = runs.reduce((a, b) => (severity(b.state.name) > severity(a.state.name) ? b : a));
  const durations = runs.flatMap(({ duration }) => duration ?? []);
  return {
    tasks: runs.length,
    state: worst.state,
    ...(durations.length === 0 ? {} : { duration: durations.reduce((a, b) => a + b, 0) }),
    attempts: runs.reduce((sum, { attempt }) => sum + attempt, 0),
  };
}
