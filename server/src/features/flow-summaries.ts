import type { FlowGraph, FlowSummary, TaskSummary } from "@millrace/protocol";
import type { Codebase } from "./codebase.js";

/** The flows of the workspace, by file and place. */
export function computeFlowSummaries(codebase: Codebase): FlowSummary[] {
  return [...codebase.files()].sort().flatMap((file) => {
    const source = codebase.source(file);
    if (!source) return [];
    return source.analysis.graph.flows.map((flow) => summaryOf(flow, codebase.uriOf(file)));
  });
}

function summaryOf(flow: FlowGraph, uri: string): FlowSummary {
  const { key, name, exportName, location, params } = flow;
  return { key, name, exportName, uri, range: location, params, tasks: tasksOf(flow) };
}

function tasksOf({ nodes }: FlowGraph): TaskSummary[] {
  const tasks = new Map<string, TaskSummary>();
  for (const { task, kind, label, definition } of nodes) {
    if (task === undefined || kind === "flow" || tasks.has(task)) continue;
    tasks.set(task, { key: task, name: label, ...(definition ? { definition } : {}) });
  }
  return [...tasks.values()];
}
