import type { FlowKey, FlowSummary, RunHistory, Statistics, TaskSummary } from "@millrace/protocol";
import * as vscode from "vscode";
import type { Graphs } from "../language/graphs.js";
import { Paced } from "../paced.js";
import type { Agent } from "./agent.js";
import type { History } from "./history.js";

/** Milliseconds that changes are gathered before the statistics are read again. */
const PACE = 1_000;

/** As told to the server, with the durations that it does not ask for. */
interface KnownHistory extends RunHistory {
  flows: (Statistics & { key: FlowKey; folder: string })[];
}

/** Keeps the language server, and who else asks, told of the last runs. */
export class HistoryTeller implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable[];
  readonly #told = new vscode.EventEmitter<void>();
  /** By document and key. */
  #flows = new Map<string, Statistics>();
  readonly #telling = new Paced(PACE, () => this.#tell());

  /** More, or something else, is known of earlier runs. */
  readonly onDidTell = this.#told.event;

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

  /** How a flow did the last times; undefined where it never ran, or nobody knows yet. */
  statisticsOf({ uri, key }: FlowSummary): Statistics | undefined {
    return this.#flows.get(`${uri} ${key}`);
  }

  soon(): void {
    this.#telling.soon();
  }

  dispose(): void {
    this.#telling.dispose();
    for (const one of this.#subscriptions) one.dispose();
    this.#told.dispose();
  }

  async #tell(): Promise<void> {
    const [flows, alone] = await Promise.all([this.graphs.flows(), this.graphs.loneTasks()]);
    const histories = await Promise.all(flows.map((flow) => this.#historyOf(flow)));
    const ofAlone = await Promise.all(alone.map((task) => this.#tasksOf(task.uri, [task])));
    this.#flows = new Map(
      histories.flatMap(({ flows: known }, i) =>
        known.map((one) => [`${flows[i]?.uri} ${one.key}`, one]),
      ),
    );
    this.#told.fire();
    await this.graphs.tell({
      flows: histories.flatMap((one) => one.flows),
      tasks: [...histories.flatMap((one) => one.tasks), ...ofAlone.flat()],
    });
  }

  async #historyOf({ uri, key, tasks }: FlowSummary): Promise<KnownHistory> {
    const agent = this.#agentOf(uri);
    const flow = await agent?.ask("flows/statistics", { flow: key });
    return {
      flows: agent && flow ? [{ ...flow, key, folder: folderOf(agent) }] : [],
      tasks: await this.#tasksOf(uri, tasks),
    };
  }

  /** @param uri of the document that has to do with them */
  async #tasksOf(uri: string, tasks: readonly TaskSummary[]): Promise<RunHistory["tasks"]> {
    const agent = this.#agentOf(uri);
    if (!agent) return [];
    const keys = [...new Set(tasks.map((task) => task.key))];
    const folder = folderOf(agent);
    const found = await Promise.all(keys.map((task) => agent.ask("tasks/statistics", { task })));
    const isOwn = new Set(
      tasks.flatMap(({ key: of, definition }) =>
        definition?.file.startsWith(`${folder}/`) ? [of] : [],
      ),
    );
    return keys.flatMap((of, i) => {
      const statistics = found[i];
      return statistics ? [{ ...statistics, key: of, ...(isOwn.has(of) && { folder }) }] : [];
    });
  }

  #agentOf(uri: string): Agent | undefined {
    return this.history.agentOf(vscode.Uri.parse(uri).fsPath);
  }
}

/** As the server writes paths. */
function folderOf({ folder }: Agent): string {
  return folder.replaceAll("\\", "/");
}
