import type { Diagnostic } from "@millrace/protocol";
import type { FileAnalysis } from "../analysis/index.js";

/** Where things stand in the text says nothing of what they mean. */
const POSITIONS = new Set(["location", "range", "evidence", "via"]);

/**
 * What the graphs of a file say, as a text to compare: an editor is told of a change only when this
 * changes, not when lines move. Edges keep how they came about to themselves.
 */
export function meaningOf({ graph, stale }: FileAnalysis): string {
  return graph.flows.length === 0 ? "" : withoutPlaces({ stale, flows: graph.flows });
}

/** The same of what the rules found in it. */
export function meaningOfFindings(findings: readonly Diagnostic[]): string {
  return withoutPlaces(findings.map(({ code, severity, message }) => [code, severity, message]));
}

function withoutPlaces(value: unknown): string {
  return JSON.stringify(value, (key, inner) => (POSITIONS.has(key) ? undefined : inner));
}
