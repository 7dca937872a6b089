import type { FileAnalysis } from "../analysis/index.js";

/** Where things stand in the text says nothing of what they mean. */
const POSITIONS = new Set(["location", "range", "evidence", "via"]);

/**
 * What the graphs of a file say, as a text to compare: an editor is told of a change only when this
 * changes, not when lines move. Edges keep how they came about to themselves.
 */
export function meaningOf({ graph, stale }: FileAnalysis): string {
  if (graph.flows.length === 0 && graph.diagnostics.length === 0) return "";
  return JSON.stringify({ stale, ...graph }, (key, value) =>
    POSITIONS.has(key) ? undefined : value,
  );
}
