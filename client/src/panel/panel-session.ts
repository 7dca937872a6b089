import type {
  FlowGraph,
  FlowKey,
  GraphAnswer,
  NodeId,
  PanelCommand,
  PanelToHost,
  RunId,
  RunSummary,
  Snapshot,
} from "@millrace/protocol";
import * as vscode from "vscode";
import { WatchedRun } from "../history/watched-run.js";
import type { LiveRun, RunTarget } from "../runs/live-run.js";
import type { RunChange } from "../runs/run-changes.js";
import { labelOf } from "../runs/run-model.js";
import type { Services } from "../services.js";
import { isBlocked, runnable } from "../trust.js";
import { PanelChannel } from "./panel-channel.js";
import { PanelRequests } from "./panel-requests.js";
import { flowAt, flowOf, keptFor, nodeAt, panelSource } from "./panel-source.js";
import { type RunSource, ShownRun } from "./shown-run.js";

/** Runs of the flow to pick from. */
const RUNS_LISTED = 30;

/** One panel: which flow and which run it shows, kept in step with the code and the run. */
export class PanelSession implements vscode.Disposable {
  readonly #channel: PanelChannel;
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #titled = new vscode.EventEmitter<string>();
  #uri: vscode.Uri | undefined;
  #key: FlowKey | undefined;
  #answer: GraphAnswer | null | undefined;
  #run: ShownRun | undefined;
  #watched: WatchedRun | undefined;
  #runs: RunSummary[] = [];
  #lit: NodeId | undefined;
  #pinned = false;
  /** The flow's graph when the run was first shown. */
  #graphOfRun: FlowGraph | undefined;
  #asked = 0;

  /** The name of the flow shown. */
  readonly onDidChangeTitle = this.#titled.event;

  constructor(
    webview: vscode.Webview,
    private readonly services: Services,
  ) {
    const { graphs, runs, history } = services;
    const requests = new PanelRequests(this, services, (delta) => this.#channel.post(delta));
    this.#channel = new PanelChannel(
      webview,
      () => this.#snapshot(),
      (message) => void this.#receive(message, requests),
    );
    this.#subscriptions.push(
      this.#channel,
      graphs.onDidChange((uri) => uri === this.#uri?.toString() && void this.#refresh()),
      runs.onDidStart((run) => run.target.key === this.flow?.key && void this.showRun(run)),
      runs.onDidChange(() => void this.#listRuns()),
      history.onDidChange(() => void this.#listRuns()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#sendSource()),
    );
  }

  get uri(): vscode.Uri | undefined {
    return this.#uri;
  }

  get flow(): FlowGraph | undefined {
    return flowOf(this.#answer, this.#key);
  }

  get run(): ShownRun | undefined {
    return this.#run;
  }

  get pinned(): boolean {
    return this.#pinned;
  }

  /** What to run for the flow shown. */
  get target(): RunTarget | undefined {
    const { flow } = this;
    if (!flow || !this.#uri) return undefined;
    const { key, name, exportName } = flow;
    return { key, name, exportName, uri: this.#uri.toString(), file: this.#uri.fsPath };
  }

  pin(pinned: boolean): void {
    this.#pinned = pinned;
    this.#channel.post({ type: "pinned", pinned });
  }

  /** @param node the node it is about, where it came from a node's menu */
  command(command: PanelCommand, node?: NodeId): void {
    this.#channel.post({ type: "command", command, ...(node !== undefined && { node }) });
  }

  /** Opens the form of the flow's parameters, which runs it. */
  askForParams(debug: boolean): void {
    this.command(debug ? "debug" : "run");
  }

  /** The page is gone while the panel is hidden; it will say `ready` again. */
  hidden(): void {
    this.#channel.hidden();
  }

  /** Shows a flow of a document: the one named by key or export, else the one shown, else the first. */
  async show(uri: vscode.Uri, flow?: FlowKey): Promise<void> {
    const same = uri.toString() === this.#uri?.toString();
    if (same && (flow === undefined || this.#isShown(flow))) return;
    const before = this.flow?.key;
    this.#uri = uri;
    this.#key = flow;
    if (!same) {
      this.#answer = undefined;
      this.#sendSource();
    }
    await this.#refresh();
    const shown = this.flow;
    this.#key = shown?.key;
    if (shown?.key !== before) {
      await this.#listRuns();
      await this.#showRememberedRun();
    }
  }

  /** Shows a run on the graph: one of this window, or one of the history. */
  async showRun(run: LiveRun | RunId): Promise<void> {
    const source = await this.#open(run);
    if (!source) return;
    this.#run?.dispose();
    if (this.#watched && this.#watched !== source) this.#watched.dispose();
    this.#watched = source instanceof WatchedRun ? source : undefined;
    const place = () =>
      this.flow && this.#uri ? { uri: this.#uri.toString(), graph: this.flow } : undefined;
    const shown = new ShownRun(source, this.services.graphs, place, (change) =>
      this.#onRun(change),
    );
    this.#run = shown;
    await shown.begin();
    if (this.#run !== shown) return;
    await this.#remember(shown.model.run.id);
    this.#channel.replace();
  }

  /** The cursor moved in a text editor: lights the node whose call it is in. */
  cursor(editor: vscode.TextEditor): void {
    if (editor.document.uri.toString() !== this.#uri?.toString()) return;
    const { line } = editor.selection.active;
    const other = this.#pinned ? undefined : flowAt(this.#answer, line);
    if (other && other.key !== this.flow?.key) return void this.show(this.#uri, other.key);
    const { flow } = this;
    const node = flow && nodeAt(flow, this.#uri.fsPath, editor.selection.active);
    if (node === this.#lit) return;
    this.#lit = node;
    this.#channel.post({ type: "lit", ...(node !== undefined && { node }) });
  }

  dispose(): void {
    this.#run?.dispose();
    this.#watched?.dispose();
    for (const one of this.#subscriptions) one.dispose();
    this.#titled.dispose();
  }

  async #receive(
    message: Exclude<PanelToHost, { type: "ready" }>,
    requests: PanelRequests,
  ): Promise<void> {
    if (message.type === "pin") return this.pin(message.pinned);
    if (message.type === "selectRun") return this.showRun(message.run);
    if (message.type === "selectFlow") return this.#uri && this.show(this.#uri, message.flow);
    await requests.handle(message);
  }

  #isShown(flow: string): boolean {
    return flow === this.flow?.key || flow === this.flow?.exportName;
  }

  /** Asks for the graph again. The panel keeps the last one meanwhile. */
  async #refresh(): Promise<void> {
    const uri = this.#uri;
    if (!uri) return;
    const asked = ++this.#asked;
    const answer = await this.services.graphs.graph(uri.toString());
    if (asked !== this.#asked) return;
    this.#answer = this.#keptForRun(answer) ?? answer;
    const named = answer?.graph.flows.find(({ exportName }) => exportName === this.#key);
    if (named) this.#key = named.key;
    if (this.flow) this.#titled.fire(this.flow.name);
    this.#noteCodeChange();
    this.#sendSource();
    const moved = (await this.#run?.rematch()) ?? [];
    if (moved.length > 0)
      this.#onRun({ run: true, tasks: moved, progress: [], logs: [], logsDropped: 0 });
  }

  /** What is shown of a flow that is gone while its run is not. */
  #keptForRun(answer: GraphAnswer | null): GraphAnswer | undefined {
    const { flow } = this;
    const model = this.#run?.model;
    if (!flow || !this.#answer || !model || model.ended || flow.key !== this.#key) return undefined;
    const isThere = answer?.graph.flows.some(({ key }) => key === flow.key);
    return isThere ? undefined : keptFor(flow, this.#answer, answer);
  }

  #noteCodeChange(): void {
    const run = this.#run?.model.run;
    if (run && this.#answer && this.#graphOfRun && this.#graphOfRun !== this.flow)
      run.codeChanged = true;
    this.#graphOfRun ??= run ? this.flow : undefined;
  }

  #sendSource(): void {
    this.#channel.post({ type: "source", source: this.#source() });
  }

  #source() {
    const blocked = this.#uri && runnable(this.#uri);
    const lastParams = this.flow && this.services.runs.lastParams(this.flow.key);
    return panelSource({
      answer: this.#answer,
      ...(this.#uri && { file: this.#uri.fsPath }),
      ...(this.#key !== undefined && { flow: this.#key }),
      ...(blocked && isBlocked(blocked) && { blocked }),
      ...(lastParams && { lastParams }),
    });
  }

  #snapshot(): Omit<Snapshot, "type" | "seq"> {
    const model = this.#run?.model;
    this.#run?.inSnapshot();
    return {
      source: this.#source(),
      ...(model && { run: this.#runOf(model) }),
      tasks: model?.tasks ?? [],
      logs: model?.logs ?? [],
      ...(model && model.logsDropped > 0 && { logsDropped: model.logsDropped }),
      runs: this.#runs,
      pinned: this.#pinned,
    };
  }

  /** A run started from another key of the same flow, such as its name, is still this flow's. */
  #runOf({ run }: RunSource["model"]) {
    return { ...run, flow: this.flow?.key ?? run.flow };
  }

  #onRun(change: RunChange): void {
    const model = this.#run?.model;
    if (!model) return;
    const { id } = model.run;
    const { tasks, progress, logs, logsDropped } = change;
    if (tasks.length > 0) this.#channel.post({ type: "tasks", run: id, tasks });
    if (progress.length > 0) this.#channel.post({ type: "progress", run: id, items: progress });
    if (logs.length > 0) {
      const dropped = logsDropped > 0 ? { dropped: logsDropped } : {};
      this.#channel.post({ type: "logs", run: id, lines: logs, ...dropped });
    }
    if (change.run) this.#channel.post({ type: "run", run: this.#runOf(model) });
  }

  async #open(
    run: LiveRun | RunId,
  ): Promise<(RunSource & { model: object }) | WatchedRun | undefined> {
    const live = typeof run === "string" ? this.services.runs.find(run) : run;
    if (live?.model) return { model: live.model, onDidChange: live.onDidChange };
    const agent = this.#uri && this.services.history.agentOf(this.#uri.fsPath);
    return typeof run === "string" && agent ? await WatchedRun.open(agent, run) : undefined;
  }

  async #listRuns(): Promise<void> {
    const { flow } = this;
    const agent = this.#uri && this.services.history.agentOf(this.#uri.fsPath);
    if (!flow || !agent) return;
    const runs = await agent.ask("runs/list", { flow: flow.exportName, limit: RUNS_LISTED });
    const own = (runs ?? []).filter(({ file }) => file === this.#uri?.fsPath);
    this.#runs = own.map(({ id, state, started, created, duration }) => ({
      id,
      label: labelOf(id),
      state,
      started: started ?? created,
      ...(duration !== undefined && { duration }),
    }));
    this.#channel.post({ type: "runs", runs: this.#runs });
  }

  #memoryKey(): string {
    return `shown:${this.flow?.key}`;
  }

  async #remember(run: RunId): Promise<void> {
    this.#graphOfRun = this.flow;
    await this.services.context.workspaceState.update(this.#memoryKey(), run);
  }

  /** The run that was on this flow's graph before: a live one first. */
  async #showRememberedRun(): Promise<void> {
    const live = this.services.runs.live.find(({ target }) => target.key === this.flow?.key);
    const remembered = this.services.context.workspaceState.get<RunId>(this.#memoryKey());
    const known = this.#runs.some(({ id }) => id === remembered) ? remembered : undefined;
    const run = live ?? known;
    if (run) return this.showRun(run);
    if (!this.#run) return;
    this.#run.dispose();
    this.#run = undefined;
    this.#channel.replace();
  }
}
