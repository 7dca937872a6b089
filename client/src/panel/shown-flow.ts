import type {
  FileRange,
  FlowGraph,
  FlowKey,
  GraphAnswer,
  NodeId,
  PanelSource,
  Position,
  TaskRun,
} from "@millrace/protocol";
import * as vscode from "vscode";
import type { Graphs } from "../language/graphs.js";
import { contains } from "../ranges.js";
import type { RunTarget } from "../runs/live-run.js";
import type { Origin } from "./compose.js";
import { type ComposedFlow, composedFlow } from "./composed-flow.js";
import { flowAt, flowOf, keptFor, nodeAt, panelSource, type SourceState } from "./panel-source.js";

/** A node of the flow shown as the code has it now, and where. */
export interface NodePlace extends Origin {
  uri: vscode.Uri;
}

/** The code side of a panel: the flow shown, with the flows it calls drawn in, as the code is now. */
export class ShownFlow {
  #uri: vscode.Uri | undefined;
  #key: FlowKey | undefined;
  /** The export of the task that is shown by itself, as if it were a flow. */
  #task: string | undefined;
  #answer: GraphAnswer | null | undefined;
  #drawn: ComposedFlow | undefined;
  #asked = 0;

  constructor(private readonly graphs: Graphs) {}

  get uri(): vscode.Uri | undefined {
    return this.#uri;
  }

  get task(): string | undefined {
    return this.#task;
  }

  /** The flow itself, without those that it calls. */
  get flow(): FlowGraph | undefined {
    return flowOf(this.#answer, this.#key);
  }

  /** The flow with those that it calls; undefined until all their graphs are known. */
  get drawn(): ComposedFlow | undefined {
    return this.#drawn?.root.graph === this.flow ? this.#drawn : undefined;
  }

  /** What to run for the flow shown. */
  get target(): RunTarget | undefined {
    const { flow } = this;
    if (!flow || !this.#uri) return undefined;
    const { key, name, exportName } = flow;
    return { key, name, exportName, uri: this.#uri.toString(), file: this.#uri.fsPath };
  }

  /** @param flow key or export of the one to show, else the first */
  open(uri: vscode.Uri, flow: FlowKey | undefined): void {
    if (uri.toString() !== this.#uri?.toString()) this.#answer = undefined;
    this.#uri = uri;
    this.#key = flow;
    this.#task = undefined;
  }

  /** @param task export of the one to show by itself */
  openTask(uri: vscode.Uri, task: string): void {
    this.open(uri, task);
    this.#task = task;
  }

  /** Whether the graph is drawn from this document's text. */
  isOf(uri: string): boolean {
    return uri === this.#uri?.toString() || (this.drawn?.documents.has(uri) ?? false);
  }

  /**
   * Asks for the graphs again.
   * @param keeps whether the flow stays as it was though the code has it no longer
   * @returns false where a later question has overtaken this one
   */
  async refresh(keeps: boolean): Promise<boolean> {
    const uri = this.#uri;
    if (!uri) return false;
    const asked = ++this.#asked;
    const found = await this.#ask(uri.toString());
    if (asked !== this.#asked) return false;
    const answer = (keeps ? this.#kept(found) : undefined) ?? found;
    const named = found?.graph.flows.find(({ exportName }) => exportName === this.#key);
    const key = named?.key ?? this.#key;
    const graph = flowOf(answer, key);
    const drawn = answer && graph && (await this.#draw({ uri: uri.toString(), answer, graph }));
    if (asked !== this.#asked) return false;
    this.#answer = answer;
    this.#key = key;
    this.#drawn = drawn ?? undefined;
    return true;
  }

  source(state: Pick<SourceState, "blocked" | "lastParams">): PanelSource {
    return panelSource({
      answer: this.#answer,
      ...(this.drawn && { drawn: this.drawn }),
      ...(this.#uri && { file: this.#uri.fsPath }),
      ...(this.#key !== undefined && { flow: this.#key }),
      ...state,
    });
  }

  place(id: NodeId): NodePlace | undefined {
    const origin = this.drawn?.origins.get(id);
    return origin && { ...origin, uri: vscode.Uri.parse(origin.source.uri) };
  }

  /** Where the task is defined that a task run is of; by its name, where the code has no such node. */
  definitionOf({ node, name }: Pick<TaskRun, "node" | "name">): FileRange | undefined {
    const own = node === undefined ? undefined : this.place(node)?.node;
    const named = this.drawn?.graph.nodes.find(({ label }) => label === name);
    return (own ?? named)?.definition;
  }

  /** A file that a graph names: in a virtual workspace it lies beside the document, on no disk. */
  uriOf(file: string): vscode.Uri {
    const document = this.#uri;
    if (!document || document.scheme === "file") return vscode.Uri.file(file);
    // As the server names files that lie on no disk.
    const folder = ["", `${document.scheme}:`, ...(document.authority ? [document.authority] : [])];
    const root = folder.join("/");
    return document.with({ path: file.startsWith(root) ? file.slice(root.length) : file });
  }

  /** The flow of the document whose text the line is in, where it is not drawn already. */
  otherFlowAt(uri: vscode.Uri, line: number): FlowKey | undefined {
    if (uri.toString() !== this.#uri?.toString()) return undefined;
    const key = flowAt(this.#answer, line)?.key;
    const isDrawn = [...(this.drawn?.inside.values() ?? [])].some(
      ({ uri: of, graph }) => of === uri.toString() && graph.key === key,
    );
    return isDrawn || key === this.flow?.key ? undefined : key;
  }

  /** Whether the position is in a call that is drawn, or in the definition of what is called. */
  holds(uri: vscode.Uri, position: Position): boolean {
    const { drawn } = this;
    const file = drawn?.documents.get(uri.toString())?.graph.file;
    if (!drawn || file === undefined) return false;
    const isDefined = drawn.graph.nodes.some(
      ({ definition }) => definition?.file === file && contains(definition.range, position),
    );
    return isDefined || this.nodeAt(uri, position) !== undefined;
  }

  /** The node whose call the position is in. */
  nodeAt(uri: vscode.Uri, position: Position): NodeId | undefined {
    const { drawn } = this;
    const file = drawn?.documents.get(uri.toString())?.graph.file ?? uri.fsPath;
    return drawn && nodeAt(drawn.graph, drawn.root.answer.graph.file, file, position);
  }

  /** The document's graph; a task that is shown by itself is one more flow of it. */
  async #ask(uri: string): Promise<GraphAnswer | null> {
    const task = this.#task;
    const [answer, alone] = await Promise.all([
      this.graphs.graph(uri),
      task === undefined ? null : this.graphs.taskGraph(uri, task),
    ]);
    if (!answer || !alone) return answer;
    const flows = [...answer.graph.flows, ...alone.graph.flows];
    return { ...answer, graph: { ...answer.graph, flows } };
  }

  #draw(root: ComposedFlow["root"]): Promise<ComposedFlow> {
    return composedFlow(root, {
      graph: (uri) => this.graphs.graph(uri),
      uriOf: (file) => this.uriOf(file).toString(),
    });
  }

  #kept(answer: GraphAnswer | null): GraphAnswer | undefined {
    const { flow } = this;
    if (!flow || !this.#answer || flow.key !== this.#key) return undefined;
    const isThere = answer?.graph.flows.some(({ key }) => key === flow.key);
    return isThere ? undefined : keptFor(flow, this.#answer, answer);
  }
}
