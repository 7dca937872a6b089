import type { FlowSummary, RunHistory } from "@millrace/protocol";
import * as vscode from "vscode";
import type { Graphs } from "../language/graphs.js";
import type { History } from "./history.js";

/** Milliseconds that changes are gathered before the statistics are read again. */
const PACE = 1_000;

/** Keeps the language server told of the last runs, for its lenses and hovers. */
export class HistoryTeller implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly graphs: Graphs,
    private readonly history: History,
  ) {
    this.#subscriptions = [
      history.onDidChange(() => this.soon()),
      graphs.onDidChange(() => this.soon()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.soon()),
    ];
  }

  soon(): void {
    this.#timer ??= setTimeout(() => void this.#tell(), PACE);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const one of this.#subscriptions) one.dispose();
  }

  async #tell(): Promise<void> {
    const flows = await this.graphs.flows();
    const histories = await Promise.all(flows.map((flow) => this.#historyOf(flow)));
    this.#timer = undefined;
    await this.graphs.tell({
      flows: histories.flatMap((one) => one.flows),
      tasks: histories.flatMap((one) => one.tasks),
    });
  }

  async #historyOf({ uri, key, tasks }: FlowSummary): Promise<RunHistory> {
    const agent = this.history.agentOf(vscode.Uri.parse(uri).fsPath);
    if (!agent) return { flows: [], tasks: [] };
    const flow = await agent.ask("flows/statistics", { flow: key });
    const keys = [...new Set(tasks.map((task) => task.key))];
    const found = await Promise.all(keys.map((task) => agent.ask("tasks/statistics", { task })));
    return {
      flows: flow ? [{ ...flow, key }] : [],
      tasks: keys.flatMap((of, i) => {
        const statistics = found[i];
        return statistics ? [{ ...statistics, key: of }] : [];
      }),
    };
  }
}
