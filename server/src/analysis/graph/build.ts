import type { CallSite, Edge, FlowGraph, Node, NodeId, Param, Range } from "@millrace/protocol";
import type { Location } from "../ir/source.js";
import { exclusives } from "./exclusive.js";
import { assignIds } from "./ids.js";
import {
  type Context,
  type FlowModel,
  isCertain,
  type Link,
  type Owner,
  type Site,
} from "./model.js";
import { reduceLinks } from "./reduce.js";

/** Where V8 may report the call of each node: what run events are matched by. */
export interface CallPosition {
  node: NodeId;
  file: string;
  line: number;
  character: number;
  /** The task's key, for events that match no position. */
  task: string | undefined;
}

export interface BuiltGraph {
  graph: FlowGraph;
  positions: CallPosition[];
}

type ToRange = (location: Location) => Range;

/** Makes the contract's graph from what the interpreter drew. */
export function buildGraph(model: FlowModel, params: Param[], toRange: ToRange): BuiltGraph {
  const { definition } = model;
  const kept = keptOwners(model);
  const ids = assignIds({
    ...model,
    sites: model.sites.filter((site) => kept.has(site)),
    groups: model.groups.filter((group) => kept.has(group)),
  });
  const home = definition.location.file;
  const links = reduceLinks(linksOf(kept), kept);
  const exclusive = exclusives(kept, ids);
  const nodes = [...kept].map((owner) => toNode(owner, { ids, kept, home, toRange, exclusive }));
  const edges = links.map((link) => toEdge(link, ids, home, toRange));
  return {
    graph: {
      key: definition.key,
      name: definition.label,
      exportName: definition.key.slice(definition.key.lastIndexOf("#") + 1),
      location: toRange(definition.location),
      params,
      nodes,
      edges,
      incomplete: incompleteOf(model, toRange),
    },
    positions: positionsOf(kept, ids, toRange),
  };
}

/** Frames without a node inside say nothing; parameters no one reads have no place in the picture. */
function keptOwners(model: FlowModel): Set<Owner> {
  const kept = new Set<Owner>();
  for (const site of model.sites) {
    if (site.kind === "param") continue;
    // Frames come before what stands in them, nodes in the order they are reached.
    const owners: Owner[] = [];
    for (let owner: Owner | null = site; owner; owner = owner.parent) owners.unshift(owner);
    for (const owner of owners) kept.add(owner);
  }
  for (const owner of [...kept]) {
    for (const from of owner.incoming.keys()) if (from.kind === "param") kept.add(from);
  }
  return kept;
}

function linksOf(kept: ReadonlySet<Owner>): Link[] {
  return [...kept]
    .flatMap((owner) => [...owner.incoming.values()].flat())
    .filter((link) => kept.has(link.from));
}

interface Naming {
  ids: ReadonlyMap<Owner, string>;
  kept: ReadonlySet<Owner>;
  home: string;
  toRange: ToRange;
  exclusive: ReadonlyMap<Owner, string>;
}

function toNode(owner: Owner, naming: Naming): Node {
  const { ids, home, toRange, exclusive } = naming;
  const group = owner.parent ? ids.get(owner.parent) : undefined;
  const via = chain(owner.context, toRange);
  const alternatives = exclusive.get(owner);
  const arm = owner.arm?.replace(/@\d+$/, "");
  return {
    id: ids.get(owner) ?? "",
    kind: owner.kind,
    label: owner.label,
    location: toRange(owner.location),
    ...(owner.location.file === home ? {} : { file: owner.location.file }),
    ...(group ? { group } : {}),
    ...(group && arm ? { arm } : {}),
    ...(via.length > 0 ? { via } : {}),
    certainty: owner.certainty,
    times: timesOf(owner),
    ...(alternatives ? { exclusive: alternatives } : {}),
    ...(owner.sort === "site" ? siteFields(owner, toRange) : {}),
  };
}

function siteFields(site: Site, toRange: ToRange): Partial<Node> {
  const { definition, options, candidates } = site;
  return {
    ...(definition
      ? {
          task: definition.key,
          definition: { file: definition.location.file, range: toRange(definition.location) },
        }
      : {}),
    ...(Object.keys(options).length > 0 ? { options } : {}),
    ...(candidates.length > 0 ? { candidates: candidates.map((each) => each.key) } : {}),
  };
}

function timesOf(owner: Owner): Node["times"] {
  let repeats = owner.sort === "site" && (owner.mapped || owner.repeats);
  for (let at = owner.parent; at; at = at.parent) {
    if (at.sort === "group" ? at.kind === "loop" || at.kind === "map" : at.mapped) repeats = true;
  }
  const isCertain = owner.certainty === "always";
  if (repeats) return isCertain ? "1..n" : "0..n";
  return isCertain ? "1" : "0..1";
}

function chain(context: Context, toRange: ToRange): CallSite[] {
  const sites: CallSite[] = [];
  for (let at: Context | null = context; at?.location; at = at.parent) {
    sites.unshift({ callee: at.callee, file: at.location.file, range: toRange(at.location) });
  }
  return sites;
}

const MOST_PATHS = 3;

function toEdge(link: Link, ids: ReadonlyMap<Owner, string>, home: string, toRange: ToRange): Edge {
  const path =
    link.paths.size <= MOST_PATHS ? [...link.paths].filter(Boolean).sort().join(", ") : "";
  const into = link.into.size <= MOST_PATHS ? [...link.into].filter(Boolean).sort().join(", ") : "";
  return {
    from: ids.get(link.from) ?? "",
    to: ids.get(link.to) ?? "",
    kind: link.kind,
    ...(path ? { path } : {}),
    ...(into ? { into } : {}),
    ...(link.derived ? { derived: true } : {}),
    certainty: isCertain(link) ? "always" : "maybe",
    ...(link.back ? { back: true } : {}),
    ...(link.kind === "order" ? { join: link.any ? "any" : "all" } : {}),
    evidence: link.evidence.map((location) => ({
      ...toRange(location),
      ...(location.file === home ? {} : { file: location.file }),
    })),
  };
}

function incompleteOf(model: FlowModel, toRange: ToRange): FlowGraph["incomplete"] {
  const seen = new Set<string>();
  return model.incomplete.flatMap(({ reason, location }) => {
    const key = `${reason}\0${location.file}\0${location.span.start}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ reason, location: toRange(location) }];
  });
}

function positionsOf(
  kept: ReadonlySet<Owner>,
  ids: ReadonlyMap<Owner, string>,
  toRange: ToRange,
): CallPosition[] {
  return [...kept].flatMap((owner) => {
    if (owner.sort !== "site") return [];
    return owner.positions.flatMap(({ file, at }) => {
      const offsets = "positions" in at ? at.positions : [at.span.start];
      return offsets.map((offset) => {
        const { start } = toRange({ file, span: { start: offset, end: offset } });
        return { node: ids.get(owner) ?? "", file, ...start, task: owner.definition?.key };
      });
    });
  });
}
