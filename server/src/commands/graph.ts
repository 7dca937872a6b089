import type { FlowGraph, GraphDocument } from "@millrace/protocol";
import { toDot } from "../drawing/dot.js";
import { toMermaid } from "../drawing/mermaid.js";
import { toSvg } from "../drawing/svg.js";
import { plain } from "../features/diagnostics.js";
import { absolutePath, analysisOf, projectAt, sourcePath, UsageError } from "./opened.js";
import { withRelativePaths } from "./relative-paths.js";

export interface GraphRequest {
  file: string;
  /** The flow's name or exported identifier; absent: all flows of the file. */
  flow?: string;
  format: string;
}

/**
 * The task graph of a file, as `millrace graph` prints it.
 * @param folder paths in the JSON are relative to it
 * @throws UsageError where there is no such file, flow or format
 */
export async function renderGraph(request: GraphRequest, folder: string): Promise<string> {
  const document = graphDocument(request);
  switch (request.format) {
    case "json":
      return `${JSON.stringify(withRelativePaths(document, folder), null, 2)}\n`;
    case "mermaid":
      return toMermaid(document.flows);
    case "dot":
      return toDot(document.flows);
    case "svg":
      return await toSvg(document.flows);
    default:
      throw new UsageError(
        `unknown format ${request.format}: json, mermaid, dot and svg are known`,
      );
  }
}

function graphDocument({ file, flow }: GraphRequest): GraphDocument {
  const path = sourcePath(absolutePath(file));
  const project = projectAt(path);
  const { graph } = analysisOf(project, path);
  const flows =
    flow === undefined
      ? graph.flows
      : [flowNamed(flow, graph, file, project.analyzer.keyOf(path, flow))];
  const diagnostics = project.findings(path, { hints: false }).map(plain);
  return { ...graph, flows, diagnostics };
}

/** @param key of what the file itself calls by that name, though it may export it by another */
function flowNamed(name: string, { flows }: GraphDocument, file: string, key: string): FlowGraph {
  const isMeant = (flow: FlowGraph) =>
    flow.name === name || flow.exportName === name || flow.key === key;
  const found = flows.find(isMeant);
  if (found) return found;
  const there = flows.map((flow) => flow.name);
  throw new UsageError(
    there.length === 0
      ? `${file} has no flow`
      : `${file} has no flow ${name}; it has ${there.join(", ")}`,
  );
}
