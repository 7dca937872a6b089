import type { CallSiteParams, NodeId } from "@millrace/protocol";
import { createRunMapper, placeOf } from "../mapping/index.js";
import type { Source } from "./source.js";

/**
 * The node that each call of a run is in the flow's graph; null where it is none of them, or one of
 * several and nothing says which.
 */
export function computeCallSiteNodes(
  source: Source,
  { flow, calls, sourceChanged }: Omit<CallSiteParams, "uri">,
  root: string,
): (NodeId | null)[] {
  const analysis = source.analysis.flows.find(({ graph }) => graph.key === flow);
  if (!analysis) return calls.map(() => null);
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
