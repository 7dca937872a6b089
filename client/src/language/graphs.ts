import type {
  CallSiteParams,
  EdgeExplanation,
  EditorNotifications,
  EditorRequests,
  ExplainEdgeParams,
  FlowSummary,
  GraphAnswer,
  LoneTask,
  NodeId,
  Position,
  RunHistory,
} from "@millrace/protocol";
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

/** What the language server knows of flows. Answers with nothing while the server is not there. */
export class Graphs implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<string>();
  readonly #subscription: vscode.Disposable;

  /** The graph of the document with this URI changed its meaning. */
  readonly onDidChange = this.#changed.event;

  constructor(private readonly client: BaseLanguageClient) {
    this.#subscription = client.onNotification(
      "millrace/graphChanged" satisfies keyof EditorNotifications,
      ({ uri }: EditorNotifications["millrace/graphChanged"]) => this.#changed.fire(uri),
    );
  }

  async graph(uri: string): Promise<GraphAnswer | null> {
    return await this.#ask("millrace/graph", { uri }, null);
  }

  /** One task of the document as if it were a flow; null where it cannot run by itself. */
  async taskGraph(uri: string, task: string): Promise<GraphAnswer | null> {
    return await this.#ask("millrace/taskGraph", { uri, task }, null);
  }

  /** Where the code of the task that is defined at a position begins. */
  async taskStart(uri: string, position: Position): Promise<Position | null> {
    return await this.#ask("millrace/taskStart", { uri, position }, null);
  }

  async flows(): Promise<FlowSummary[]> {
    return await this.#ask("millrace/flows", undefined, []);
  }

  /** The tasks that can run by themselves and that no flow calls. */
  async loneTasks(): Promise<LoneTask[]> {
    return await this.#ask("millrace/loneTasks", undefined, []);
  }

  async explainEdge(params: ExplainEdgeParams): Promise<EdgeExplanation | null> {
    return await this.#ask("millrace/explainEdge", params, null);
  }

  async nodesForCallSites(params: CallSiteParams): Promise<(NodeId | null)[]> {
    return await this.#ask("millrace/nodesForCallSites", params, []);
  }

  /** Tells the server of earlier runs, for its lenses and hovers. */
  async tell(history: RunHistory): Promise<void> {
    if (this.client.isRunning()) await this.client.sendNotification("millrace/runHistory", history);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #ask<M extends keyof EditorRequests>(
    method: M,
    params: EditorRequests[M]["params"],
    otherwise: EditorRequests[M]["result"],
  ): Promise<EditorRequests[M]["result"]> {
    try {
      return await this.client.sendRequest<EditorRequests[M]["result"]>(method, params);
    } catch (error) {
      this.client.outputChannel.appendLine(`${method}: ${error}`);
      return otherwise;
    }
  }
}
