/**
 * From a task run to the node of the static graph it came from. The call's place says it exactly. Code
 * that was edited or moved since the run needs the fall-backs: the callee's name on that line, the
 * order in which the calls of that task were first made, and, if all else fails, the task alone.
 */
import type { CallSite, NodeId } from "@millrace/protocol";
import { type Call, type Calls, callsOf, lineOf, type PlacedGraph } from "./calls.js";
import { type Place, type Sighting, spell } from "./sighting.js";

export interface NodeMatch {
  /** The nodes it may be, the likeliest first. Never empty; one, where nothing speaks for another. */
  nodes: readonly NodeId[];
  certainty: "exact" | "by callee" | "by ordinal" | "by task";
}

export interface MappingOptions {
  /** The folder that the graph's paths are relative to. */
  root: string;
  /** The file is not what it was when the run started: places on its lines say nothing. */
  sourceChanged?: boolean;
}

/** Matches the task runs of one flow run, in the order they were called. */
export interface RunMapper {
  /** @returns undefined for a task the graph does not know: seen at run time only */
  match(sighting: Sighting): NodeMatch | undefined;
}

export function createRunMapper(graph: PlacedGraph, options: MappingOptions): RunMapper {
  const calls = callsOf(graph, options.root);
  /** What was found for a call before: the runs of one call belong together. */
  const known = new Map<string, NodeMatch | undefined>();
  const taken = new Set<NodeId>();

  function find(sighting: Sighting): NodeMatch | undefined {
    if (options.sourceChanged !== true) {
      const placed = byPlace(calls, sighting) ?? byCallee(calls, sighting);
      if (placed !== undefined) return placed;
    }
    return byOrdinal(calls, sighting, taken);
  }

  return {
    match(sighting) {
      const key = keyOf(sighting);
      if (known.has(key)) return known.get(key);
      const found = find(sighting);
      known.set(key, found);
      if (found?.nodes.length === 1) taken.add(found.nodes[0] as NodeId);
      return found;
    },
  };
}

/** What is the same for all task runs of one call. */
function keyOf({ name, task, site, via }: Sighting): string {
  return [task ?? name, ...(site === undefined ? [] : [spell(site)]), ...via.map(spell)].join(" ");
}

function isNamed({ node }: Call, { task, name }: Pick<Sighting, "task" | "name">): boolean {
  return (task !== undefined && node.task === task) || node.label === name;
}

// ---- by place

function byPlace(calls: Calls, { site, via, ...sighting }: Sighting): NodeMatch | undefined {
  if (site === undefined) return undefined;
  const here = calls.byPlace.get(spell(site)) ?? [];
  // Several tasks at one place: `(c ? a : b)(x)`. A run may also bear a name of its own.
  const named = here.filter((call) => isNamed(call, sighting));
  return oneOf(closest(named.length > 0 ? named : here, via), "exact");
}

function byCallee(calls: Calls, { site, via, ...sighting }: Sighting): NodeMatch | undefined {
  if (site === undefined) return undefined;
  const onLine = calls.byLine.get(lineOf(site)) ?? [];
  const named = onLine.filter((call) => isNamed(call, sighting));
  return oneOf(closest(named, via), "by callee");
}

/**
 * The stack of what runs inside `Promise.all` does not say which of its promises that is: of the
 * instances of a helper that stand there, it may be any.
 */
function oneOf(found: readonly Call[], best: "exact" | "by callee"): NodeMatch | undefined {
  if (found.length === 0) return undefined;
  const certainty = found.length === 1 ? best : "by ordinal";
  return { nodes: found.map(({ node }) => node.id), certainty };
}

/** Of the instances of a helper's call, those whose chain of calls the stack shows. */
function closest(calls: readonly Call[], via: readonly Place[]): Call[] {
  let best: Call[] = [];
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const call of calls) {
    const score = agreement(call.via, via);
    if (score > bestScore) [best, bestScore] = [[call], score];
    else if (score === bestScore) best.push(call);
  }
  return best;
}

/** How many of the calls are on the stack, in order, less those that are not. */
function agreement(chain: readonly CallSite[], via: readonly Place[]): number {
  let at = 0;
  let score = 0;
  for (const call of chain) {
    const found = via.findIndex((place, index) => index >= at && covers(call, place));
    if (found === -1) {
      score--;
    } else {
      score++;
      at = found + 1;
    }
  }
  return score;
}

/** V8 places an awaited call at its `await`, which stands before it. */
const awaitLength = "await ".length;

function covers({ file, range: { start, end } }: CallSite, place: Place): boolean {
  if (file !== place.file) return false;
  const [line, character] = [place.line - 1, place.column - 1];
  const isAfterStart =
    line > start.line || (line === start.line && character >= start.character - awaitLength);
  const isBeforeEnd = line < end.line || (line === end.line && character <= end.character);
  return isAfterStart && isBeforeEnd;
}

// ---- by order

/** The calls of a task are first made in the order they stand in, more often than not. */
function byOrdinal(
  calls: Calls,
  sighting: Sighting,
  taken: ReadonlySet<NodeId>,
): NodeMatch | undefined {
  const ofTask = calls.all.filter((call) => isNamed(call, sighting)).map(({ node }) => node.id);
  if (ofTask.length === 0) return undefined;
  if (ofTask.length === 1) return { nodes: ofTask, certainty: "by ordinal" };
  const next = ofTask[ofTask.findLastIndex((id) => taken.has(id)) + 1];
  // Without a place every run looks like the same call, so the order says nothing.
  if (sighting.site === undefined || next === undefined) {
    return { nodes: ofTask, certainty: "by task" };
  }
  return { nodes: [next], certainty: "by ordinal" };
}
