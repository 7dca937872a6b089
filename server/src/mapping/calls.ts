/** The calls of a graph, ready to be looked up by where they stand. */
import type { CallSite, FlowGraph, Node, NodeId } from "@millrace/protocol";
import type { CallPosition } from "../analysis/graph/build.js";
import { type Place, spell } from "./sighting.js";

export interface Call {
  node: Node;
  positions: readonly Place[];
  /** The helper calls around it, innermost first, as a stack has them. */
  via: readonly CallSite[];
}

export interface Calls {
  all: readonly Call[];
  /** By `file:line:column`, the file absolute. */
  byPlace: ReadonlyMap<string, readonly Call[]>;
  /** By `file:line`. */
  byLine: ReadonlyMap<string, readonly Call[]>;
  byId: ReadonlyMap<NodeId, Call>;
}

/** A flow's graph, and where V8 may report the calls that its nodes stand for. */
export interface PlacedGraph {
  graph: FlowGraph;
  positions: readonly CallPosition[];
}

/** @param root the folder that the graph's paths are relative to */
export function callsOf({ graph, positions }: PlacedGraph, root: string): Calls {
  const absolute = (file: string) => absolutePath(root, file);
  const places = new Map<NodeId, Place[]>();
  for (const { node, ...position } of positions) {
    const place = placeOf(position, absolute);
    places.set(node, [...(places.get(node) ?? []), place]);
  }
  const isCall = ({ id, kind }: Node) => kind === "task" || kind === "flow" || places.has(id);
  const all = graph.nodes.filter(isCall).map(
    (node): Call => ({
      node,
      positions: places.get(node.id) ?? [],
      via: (node.via ?? []).map((call) => ({ ...call, file: absolute(call.file) })).reverse(),
    }),
  );
  return {
    all,
    byPlace: grouped(all, spell),
    byLine: grouped(all, lineOf),
    byId: new Map(all.map((call) => [call.node.id, call])),
  };
}

export function lineOf({ file, line }: Place): string {
  return `${file}:${line}`;
}

type Spot = Pick<CallPosition, "file" | "line" | "character">;

function placeOf({ file, line, character }: Spot, absolute: (file: string) => string): Place {
  return { file: absolute(file), line: line + 1, column: character + 1 };
}

function absolutePath(root: string, file: string): string {
  const isAbsolute = file.startsWith("/") || /^[A-Za-z]:[\\/]/.test(file);
  return (isAbsolute ? file : `${root.replace(/[\\/]$/, "")}/${file}`).replaceAll("\\", "/");
}

function grouped(calls: readonly Call[], key: (place: Place) => string): Map<string, Call[]> {
  const groups = new Map<string, Call[]>();
  for (const call of calls) {
    for (const each of new Set(call.positions.map(key))) {
      const group = groups.get(each);
      if (group === undefined) groups.set(each, [call]);
      else group.push(call);
    }
  }
  return groups;
}
