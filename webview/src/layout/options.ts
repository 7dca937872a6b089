/** What elk is told, by the size of the drawing; the figures behind it are in the design notes. */
import type { LayoutOptions } from "elkjs/lib/elk-api.js";
import type { Handling } from "./hierarchy.js";
import { GAP_X, GAP_Y, PADDING } from "./provisional.js";

/**
 * Up to this many drawn nodes the balanced placement makes the straightest edges. Above, an edit of
 * one place moves four of five nodes with it, and one of five with the simple placement.
 */
const BALANCED_LIMIT = 80;
/** Above this many, ports and the order of the source cost as much as all the rest. */
export const PRETTY_LIMIT = 400;
/** Above this many, orthogonal routing is half the cost and nobody can follow it. */
export const ORTHOGONAL_LIMIT = 600;

export function rootOptions(
  nodes: number,
  later: boolean,
  handling: Handling | undefined,
): LayoutOptions {
  return {
    "elk.algorithm": "layered",
    "elk.direction": "RIGHT",
    "elk.json.shapeCoords": "ROOT",
    "elk.json.edgeCoords": "ROOT",
    ...levelOptions(nodes, later, handling ?? "SEPARATE_CHILDREN"),
  };
}

/** For the root and every open group that is laid out on its own. */
export function levelOptions(nodes: number, later: boolean, handling: Handling): LayoutOptions {
  return {
    "elk.hierarchyHandling": handling,
    // A node's column depends on its ancestors only, so an edit downstream moves nothing upstream.
    "elk.layered.layering.strategy": "LONGEST_PATH_SOURCE",
    ...(later
      ? { "elk.layered.crossingMinimization.semiInteractive": "true" }
      : nodes <= PRETTY_LIMIT
        ? { "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES" }
        : {}),
    ...placement(nodes),
    "elk.edgeRouting": nodes > ORTHOGONAL_LIMIT ? "POLYLINE" : "ORTHOGONAL",
    "elk.separateConnectedComponents": "false",
    "elk.spacing.nodeNode": String(GAP_Y),
    "elk.layered.spacing.nodeNodeBetweenLayers": String(GAP_X),
    "elk.spacing.edgeNode": "12",
    "elk.spacing.edgeEdge": "8",
    "elk.layered.spacing.edgeNodeBetweenLayers": "12",
    "elk.layered.spacing.edgeEdgeBetweenLayers": "8",
  };
}

function placement(nodes: number): LayoutOptions {
  if (nodes <= BALANCED_LIMIT) {
    return {
      "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
      "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
    };
  }
  return {
    "elk.layered.nodePlacement.strategy": "SIMPLE",
    ...(nodes > PRETTY_LIMIT ? { "elk.layered.thoroughness": "1" } : {}),
  };
}

export const GROUP_PADDING = `[top=${PADDING.top},left=${PADDING.side},bottom=${PADDING.bottom},right=${PADDING.side}]`;
