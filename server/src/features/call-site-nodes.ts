import type { CallSiteParams, NodeId } from "@millrace/protocol";
import { createRunMapper, placeOf } from "../mapping/index.js";
import type { Codebase } from "./codebase.js";
import type { Source } from "./source.js";
import { exportNameOf, nodeOfTask } from "./task-graph.js";

/**
 * The node that each call of a run is in the flow's graph; null where it is none of them, or one of
 * several and nothing says which.
 */
export function computeCallSiteNodes(
  source: Source,
  { flow, calls, sourceChanged }: Omit<CallSiteParams, "uri">,
  root: string,
  codebase: Codebase,
): (NodeId | null)[] {
  const analysis = source.analysis.flows.find(({ graph }) => graph.key === flow);
  if (!analysis) return nodesOfTask(source, flow, calls, codebase);
  const mapper = createRunMapper(analysis, { root, sourceChanged: sourceChanged ?? false });
  return calls.map(({ name, site, via }) => {
    const place = site === undefined ? undefined : placeOf(site);
    const match = mapper.match({
      name,
      ...(place ? { site: place } : {}),
      via: (via ?? []).flatMap((each) => placeOf(each) ?? []),
    });
    return match?.nodes[0] ?? null;
  });
}

/** In the run of one task alone the first call is that task; what it calls itself is not drawn. */
function nodesOfTask(
  source: Source,
  key: string,
  calls: CallSiteParams["calls"],
  codebase: Codebase,
): (NodeId | null)[] {
  const task = source.facts.definitions.find(
    (fact) =>
      exportNameOf(source, fact) !== undefined && codebase.keyOf(source.file, fact.name) === key,
  );
  return calls.map((_, call) => (task && call === 0 ? nodeOfTask(task.name) : null));
}
