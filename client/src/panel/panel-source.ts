import { basename } from "node:path";
import type {
  Diagnostic,
  FlowGraph,
  FlowKey,
  GraphAnswer,
  NodeId,
  PanelSource,
  Range,
} from "@millrace/protocol";
import { contains, overlaps } from "../ranges.js";
import type { Blocked } from "../trust.js";
import type { FlowSource } from "./compose.js";
import type { ComposedFlow } from "./composed-flow.js";

/** What the panel shows of the code, before it is a message. */
export interface SourceState {
  file?: string;
  /** Undefined while the analysis has not answered, null where it knows nothing of the file. */
  answer: GraphAnswer | null | undefined;
  flow?: FlowKey;
  /** The flow with those that it calls, once all of them are known. */
  drawn?: ComposedFlow;
  blocked?: Blocked;
  lastParams?: Record<string, unknown>;
}

export function panelSource({
  file,
  answer,
  flow,
  drawn,
  blocked,
  lastParams,
}: SourceState): PanelSource {
  const where = file === undefined ? {} : { file, fileLabel: basename(file) };
  const flows = (answer?.graph.flows ?? []).map(({ key, name }) => ({ key, name }));
  const graph = flowOf(answer, flow);
  if (!answer || !graph) {
    const phase = answer === undefined ? "loading" : "empty";
    return { phase, flows, ...where };
  }
  const source: PanelSource = { phase: "ready", flows, graph: drawn?.graph ?? graph, ...where };
  const sources = drawn ? [...drawn.inside] : ([["", { answer, graph }]] as const);
  const stale = staleness(sources);
  if (stale) source.stale = stale;
  const diagnostics = diagnosticsOf(sources.map(([, one]) => one));
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

/**
 * The node whose call the position is in: the innermost one.
 * @param home the file of nodes that name none
 */
export function nodeAt(
  graph: FlowGraph,
  home: string,
  file: string,
  position: Range["start"],
): NodeId | undefined {
  const around = graph.nodes.filter(
    (node) =>
      (node.file ?? home) === file && node.kind !== "param" && contains(node.location, position),
  );
  return around.sort((a, b) => size(a.location) - size(b.location))[0]?.id;
}

type Drawn = Pick<FlowSource, "answer" | "graph">;

/** The first document drawn whose text cannot be read, and the nodes where that is. */
function staleness(sources: readonly (readonly [NodeId, Drawn])[]): PanelSource["stale"] {
  const [group, { answer }] = sources.find(([, one]) => one.answer.stale) ?? ["", {}];
  if (!answer?.stale) return undefined;
  const { message, range } = answer.stale;
  const { file } = answer.graph;
  const text = group === "" ? message : `${basename(file)}: ${message}`;
  if (!range) return { message: text };
  const nodes = sources
    .filter(([, one]) => one.answer === answer)
    .flatMap(([of, { graph }]) =>
      graph.nodes
        .filter(({ location }) => overlaps(location, range))
        .map(({ id }) => (of === "" ? id : `${of}/${id}`)),
    );
  return { message: text, location: { file, range }, nodes };
}

/** Findings in the text of the flows drawn, and what the rules found elsewhere because of them. */
function diagnosticsOf(sources: readonly Drawn[]): Diagnostic[] {
  const byDocument = new Map<GraphAnswer, FlowGraph[]>();
  for (const { answer, graph } of sources) {
    byDocument.set(answer, [...(byDocument.get(answer) ?? []), graph]);
  }
  return [...byDocument].flatMap(([{ graph: document }, flows]) => {
    const extents = flows.map(extentOf);
    return document.diagnostics.filter(
      ({ file, range }) =>
        file !== document.file || extents.some((extent) => overlaps(range, extent)),
    );
  });
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
