import type { GraphAnswer, Node } from "@millrace/protocol";
import { type Composition, compose, type FlowSource } from "./compose.js";

/** A flow as the panel draws it, and the documents that the drawing is made of. */
export interface ComposedFlow extends Composition {
  root: FlowSource;
  /** By URI; null where nothing is known of the document. */
  documents: ReadonlyMap<string, GraphAnswer | null>;
}

export interface Documents {
  graph(uri: string): Promise<GraphAnswer | null>;
  /** The document of a file that a graph names. */
  uriOf(file: string): string;
}

/** Draws the flows in that this one calls, wherever in the workspace they are defined. */
export async function composedFlow(root: FlowSource, from: Documents): Promise<ComposedFlow> {
  const documents = new Map<string, GraphAnswer | null>([[root.uri, root.answer]]);
  for (;;) {
    const missing = new Set<string>();
    const composition = compose(root, (node) => {
      const uri = calledIn(node, root, from);
      if (uri === undefined) return undefined;
      const answer = documents.get(uri);
      if (answer === undefined) missing.add(uri);
      return answer ? flowOfCall(node, uri, answer) : undefined;
    });
    if (missing.size === 0) return { ...composition, root, documents };
    const uris = [...missing];
    const answers = await Promise.all(uris.map((uri) => from.graph(uri)));
    for (const [i, uri] of uris.entries()) documents.set(uri, answers[i] ?? null);
  }
}

/** The document that defines what the node calls, where that may be a flow. */
function calledIn({ kind, task, definition }: Node, root: FlowSource, from: Documents) {
  if ((kind !== "flow" && kind !== "map") || task === undefined || !definition) return undefined;
  const isHere = definition.file === root.answer.graph.file;
  return isHere ? root.uri : from.uriOf(definition.file);
}

/** The key says which; a flow that a factory makes is found by its place. */
function flowOfCall(node: Node, uri: string, answer: GraphAnswer): FlowSource | undefined {
  const { flows } = answer.graph;
  const at = JSON.stringify(node.definition?.range);
  const graph =
    flows.find(({ key }) => key === node.task) ??
    flows.find(({ location }) => JSON.stringify(location) === at);
  return graph && { uri, answer, graph };
}
