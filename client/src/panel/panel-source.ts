import { basename } from "node:path";
import type {
  FlowGraph,
  FlowKey,
  GraphAnswer,
  NodeId,
  PanelSource,
  Range,
} from "@millrace/protocol";
import { contains, overlaps } from "../ranges.js";
import type { Blocked } from "../trust.js";

/** What the panel shows of the code, before it is a message. */
export interface SourceState {
  file?: string;
  /** Undefined while the analysis has not answered, null where it knows nothing of the file. */
  answer: GraphAnswer | null | undefined;
  flow?: FlowKey;
  blocked?: Blocked;
  lastParams?: Record<string, unknown>;
}

export function panelSource({ file, answer, flow, blocked, lastParams }: SourceState): PanelSource {
  const where = file === undefined ? {} : { file, fileLabel: basename(file) };
  const flows = (answer?.graph.flows ?? []).map(({ key, name }) => ({ key, name }));
  const graph = flowOf(answer, flow);
  if (!answer || !graph) {
    const phase = answer === undefined ? "loading" : "empty";
    return { phase, flows, ...where };
  }
  const source: PanelSource = { phase: "ready", flows, graph, ...where };
  if (answer.stale) source.stale = staleness(answer.stale, graph, answer.graph.file);
  const diagnostics = answer.graph.diagnostics.filter(
    ({ file, range }) => file !== answer.graph.file || overlaps(range, extentOf(graph)),
  );
  if (diagnostics.length > 0) source.diagnostics = diagnostics;
  if (blocked) source.runBlocked = blocked;
  if (lastParams) source.lastParams = lastParams;
  return source;
}

/** The answer for a flow that is no longer in the code while its run goes on: its graph as it was. */
export function keptFor(
  flow: FlowGraph,
  before: GraphAnswer,
  now: GraphAnswer | null | undefined,
): GraphAnswer {
  const message = `${flow.name} is no longer in ${basename(before.graph.file)}; its run goes on.`;
  const flows = [flow, ...(now?.graph.flows ?? [])];
  return { ...before, graph: { ...before.graph, flows }, stale: { message } };
}

/** The flow of this key, else the first one. */
export function flowOf(
  answer: GraphAnswer | null | undefined,
  key: FlowKey | undefined,
): FlowGraph | undefined {
  const flows = answer?.graph.flows ?? [];
  return flows.find((flow) => flow.key === key) ?? flows[0];
}

/** The flow whose text holds the position. */
export function flowAt(
  answer: GraphAnswer | null | undefined,
  line: number,
): FlowGraph | undefined {
  return answer?.graph.flows.find(
    ({ location: { start, end } }) => start.line <= line && line <= end.line,
  );
}

/** The node whose call the position is in: the innermost one. */
export function nodeAt(
  graph: FlowGraph,
  file: string,
  position: Range["start"],
): NodeId | undefined {
  const around = graph.nodes.filter(
    (node) =>
      (node.file ?? file) === file && node.kind !== "param" && contains(node.location, position),
  );
  return around.sort((a, b) => size(a.location) - size(b.location))[0]?.id;
}

function staleness(
  { message, range }: NonNullable<GraphAnswer["stale"]>,
  graph: FlowGraph,
  file: string,
): NonNullable<PanelSource["stale"]> {
  if (!range) return { message };
  const nodes = graph.nodes.filter(({ location }) => overlaps(location, range)).map(({ id }) => id);
  return { message, location: { file, range }, nodes };
}

/** A flow's own text and that of its calls. */
function extentOf({ location, nodes }: FlowGraph): Range {
  const own = nodes.filter(({ file }) => file === undefined);
  const lines = [location, ...own.map((node) => node.location)];
  const first = Math.min(...lines.map(({ start }) => start.line));
  const last = Math.max(...lines.map(({ end }) => end.line));
  return { start: { line: first, character: 0 }, end: { line: last + 1, character: 0 } };
}

function size({ start, end }: Range): number {
  return (end.line - start.line) * 10_000 + end.character - start.character;
}
