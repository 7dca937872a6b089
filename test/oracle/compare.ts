/**
 * Compares static graphs with what was observed of the same program in several worlds. What is found
 * is counted, and whatever disagrees is told in a sentence.
 */
import type { PlacedGraph } from "../../server/src/mapping/index.js";
import { checkCertainty } from "./certainty.js";
import { checkEdges } from "./edges.js";
import { checkErrors } from "./errors.js";
import { identify, type Program } from "./identify.js";
import { checkOrder } from "./order.js";
import { type Report, Reporter } from "./report.js";
import type { Observation } from "./stage.js";

/** @param folder absolute path that relative paths in the graphs start from */
export function compare(
  graphs: readonly PlacedGraph[],
  observations: readonly Observation[],
  folder: string,
): Report {
  const reporter = new Reporter();
  const program: Program = identify(graphs, observations, folder, reporter);
  checkEdges(program, reporter);
  checkErrors(program, reporter);
  checkOrder(program, reporter);
  checkCertainty(program, reporter);
  return reporter.report;
}
