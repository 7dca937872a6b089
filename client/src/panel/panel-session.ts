import type {
  FlowGraph,
  FlowKey,
  NodeId,
  PanelCommand,
  PanelToHost,
  RunId,
  Snapshot,
} from "@millrace/protocol";
import * as vscode from "vscode";
import type { Agent } from "../history/agent.js";
import { WatchedRun } from "../history/watched-run.js";
import type { LiveRun, RunTarget } from "../runs/live-run.js";
import type { RunChange } from "../runs/run-changes.js";
import type { Services } from "../services.js";
import { isBlocked, runnable } from "../trust.js";
import { unlinked } from "../unlinked.js";
import { Artifacts } from "./artifacts.js";
import { Comparison } from "./comparison.js";
import { type Delta, PanelChannel } from "./panel-channel.js";
import { PanelRequests } from "./panel-requests.js";
import { RunList } from "./run-list.js";
import { ShownFlow } from "./shown-flow.js";
import { type RunSource, ShownRun } from "./shown-run.js";

/** One panel: which flow and which run it shows, kept in step with the code and the run. */
export class PanelSession implements vscode.Disposable {
  readonly #channel: PanelChannel;
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #titled = new vscode.EventEmitter<string>();
  /** The code side. */
  readonly code: ShownFlow;
  #run: ShownRun | undefined;
  #watched: WatchedRun | undefined;
  /** Counts the runs asked for: one that takes long to read must not replace a later one. */
  #opened = 0;
  readonly #list = new RunList(this, (runs) => this.#channel.post({ type: "runs", runs }));
  #lit: NodeId | undefined;
  /** The document that a node was last looked up in, until its editor has come. */
  #revealing: string | undefined;
  #pinned = false;
  #drawing = Promise.resolve();
  /** The flow's graph when the run was first shown. */
  #graphOfRun: FlowGraph | undefined;

  readonly #comparison = new Comparison((comparison) =>
    this.#channel.post({ type: "comparison", ...(comparison && { comparison }) }),
  );

  readonly artifacts = new Artifacts((made) => this.#channel.post({ type: "artifacts", ...made }));

  readonly #pinChanged = new vscode.EventEmitter<void>();

  readonly onDidPin = this.#pinChanged.event;
  /** The name of the flow shown. */
  readonly onDidChangeTitle = this.#titled.event;

  constructor(
    webview: vscode.Webview,
    private readonly services: Services,
  ) {
    const { graphs, runs, history } = services;
    this.code = new ShownFlow(graphs);
    const requests = new PanelRequests(this, services, (delta) => this.#channel.post(delta));
    this.#channel = new PanelChannel(
      webview,
      () => this.#snapshot(),
      () => this.#beyondSnapshot(),
      (message) => void this.#receive(message, requests),
    );
    this.#subscriptions.push(
      this.#channel,
      graphs.onDidChange((uri) => this.code.isOf(uri) && void this.#refresh()),
      runs.onDidStart((run) => this.#isOfFlow(run) && void this.showRun(run)),
      this.#list,
      this.artifacts,
      runs.onDidChange(this.#list.soon),
      history.onDidChange(() => {
        this.#list.soon();
        this.artifacts.soon();
        void this.#comparison.renew();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#sendSource()),
    );
  }

  get uri(): vscode.Uri | undefined {
    return this.code.uri;
  }

  /** The flow shown, without those that it calls. */
  get flow(): FlowGraph | undefined {
    return this.code.flow;
  }

  get run(): ShownRun | undefined {
    return this.#run;
  }

  /** The history of the flow shown. */
  get agent(): Agent | undefined {
    return this.uri && this.services.history.agentOf(this.uri.fsPath);
  }

  /** Until the graph of the flow that was asked for last is there. */
  get drawn(): Promise<void> {
    return this.#drawing;
  }

  get pinned(): boolean {
    return this.#pinned;
  }

  /** What to run for the flow shown. */
  get target(): RunTarget | undefined {
    return this.code.target;
  }

  pin(pinned: boolean): void {
    this.#pinned = pinned;
    this.#channel.post({ type: "pinned", pinned });
    this.#pinChanged.fire();
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
    const same = uri.toString() === this.uri?.toString();
    if (same && (flow === undefined || this.#isShown(flow))) return;
    await this.#change(() => this.code.open(uri, flow));
  }

  /** Shows a task by itself, as if it were a flow. */
  async showTask(uri: vscode.Uri, task: string): Promise<void> {
    if (this.shows(uri, task)) return;
    await this.#change(() => this.code.openTask(uri, task));
  }

  /** Whether it is this flow, named by key or export, that is shown. */
  shows(uri: vscode.Uri, flow: FlowKey): boolean {
    return uri.toString() === this.uri?.toString() && this.#isShown(flow);
  }

  /** Shows a run on the graph: one of this window, or one of the history. */
  async showRun(run: LiveRun | RunId): Promise<void> {
    const opened = ++this.#opened;
    const source = await this.#open(run);
    if (opened !== this.#opened) return source instanceof WatchedRun ? source.dispose() : undefined;
    if (!source) return;
    this.#run?.dispose();
    if (this.#watched && this.#watched !== source) this.#watched.dispose();
    this.#watched = source instanceof WatchedRun ? source : undefined;
    this.#watched?.onDidLose(() => void this.showRun(source.model.run.id));
    const shown = new ShownRun(
      source,
      (params) => this.services.graphs.nodesForCallSites(params),
      () => this.code.drawn,
      (change) => this.#onRun(change),
    );
    this.#run = shown;
    this.#comparison.end();
    this.artifacts.end();
    await shown.begin();
    if (this.#run !== shown) return;
    await this.#remember(shown.model.run.id);
    this.#channel.replace();
    await this.artifacts.begin(this.agent, shown.model);
  }

  /** Compares the run on the graph with another one, or with none any more. */
  async compare(other: RunId | undefined): Promise<void> {
    const run = this.#run?.model.run.id;
    const { agent } = this;
    if (!agent || run === undefined || other === undefined) return this.#comparison.end();
    await this.#comparison.begin(agent, other, run);
  }

  /** The cursor moved in a text editor: lights the node whose call it is in. */
  cursor(editor: vscode.TextEditor): void {
    const { uri } = editor.document;
    if (!this.code.isOf(uri.toString())) return;
    const { active } = editor.selection;
    const other = this.#pinned ? undefined : this.code.otherFlowAt(uri, active.line);
    if (other !== undefined) return void this.show(uri, other);
    const node = this.code.nodeAt(uri, active);
    if (node === this.#lit) return;
    this.#lit = node;
    this.#channel.post({ type: "lit", ...(node !== undefined && { node }) });
  }

  /** A place in a document is about to be shown for a node: the editor's change is no reason to leave. */
  revealing(uri: vscode.Uri): void {
    this.#revealing = uri.toString();
  }

  /**
   * Whether the editor shows what this graph has too: a call in a flow that the flow shown calls, or
   * a task of either; while they run, as where the debugger stops, any place in their documents.
   */
  covers({ document: { uri }, selection }: vscode.TextEditor): boolean {
    const isRevealed = this.#revealing === uri.toString();
    this.#revealing = undefined;
    if (!this.code.isOf(uri.toString())) return false;
    const isLive = this.#run !== undefined && !this.#run.model.ended;
    return isRevealed || isLive || this.code.holds(uri, selection.active);
  }

  dispose(): void {
    this.#opened++;
    this.#run?.dispose();
    this.#watched?.dispose();
    for (const one of this.#subscriptions) one.dispose();
    this.#titled.dispose();
    this.#pinChanged.dispose();
  }

  async #receive(
    message: Exclude<PanelToHost, { type: "ready" }>,
    requests: PanelRequests,
  ): Promise<void> {
    if (message.type === "pin") return this.pin(message.pinned);
    if (message.type === "selectRun") return this.showRun(message.run);
    if (message.type === "compareRuns") return this.compare(message.with);
    if (message.type === "selectFlow") return this.uri && this.show(this.uri, message.flow);
    try {
      await requests.handle(message);
    } catch (error) {
      // Nobody waits for the answer: what was asked for did not happen, and a person must hear it.
      void vscode.window.showErrorMessage(unlinked((error as Error).message));
    }
  }

  async #change(open: () => void): Promise<void> {
    const before = this.#memoryKey();
    const document = this.uri?.toString();
    open();
    if (this.uri?.toString() !== document) this.#sendSource();
    this.#drawing = this.#refresh();
    await this.#drawing;
    if (this.#memoryKey() !== before) {
      await this.#list.read();
      await this.#showRememberedRun();
    }
  }

  #isShown(flow: string): boolean {
    return flow === this.flow?.key || flow === this.flow?.exportName;
  }

  /** Asks for the graph again. The panel keeps the last one meanwhile. */
  async #refresh(): Promise<void> {
    const model = this.#run?.model;
    // A flow that is gone while its run is not stays as it was.
    if (!(await this.code.refresh(model !== undefined && !model.ended))) return;
    if (this.flow) this.#titled.fire(this.flow.name);
    this.#noteCodeChange();
    this.#sendSource();
    const { moved, lost } = (await this.#run?.rematch()) ?? { moved: [], lost: false };
    if (moved.length > 0 || lost)
      this.#onRun({
        run: true,
        forgot: lost,
        tasks: moved,
        inputs: false,
        progress: [],
        logs: [],
        logsDropped: 0,
      });
  }

  #noteCodeChange(): void {
    const run = this.#run?.model.run;
    if (run && this.#graphOfRun && this.flow && this.#graphOfRun !== this.flow)
      run.codeChanged = true;
    this.#graphOfRun ??= run ? this.flow : undefined;
  }

  #sendSource(): void {
    this.#channel.post({ type: "source", source: this.#source() });
  }

  #source() {
    const blocked = this.uri && runnable(this.uri);
    const lastParams = this.target && this.services.runs.lastParams(this.target);
    return this.code.source({
      ...(blocked && isBlocked(blocked) && { blocked }),
      ...(lastParams && { lastParams }),
    });
  }

  #snapshot(): Omit<Snapshot, "type" | "seq"> {
    const run = this.#run;
    const model = run?.model;
    run?.inSnapshot();
    return {
      source: this.#source(),
      ...(model && { run: this.#runOf(model) }),
      tasks: run?.tasks ?? [],
      logs: run?.logs ?? [],
      ...(model && model.logsDropped > 0 && { logsDropped: model.logsDropped }),
      ...(model && { inputs: [...model.inputs.values()] }),
      runs: this.#list.runs,
      pinned: this.#pinned,
    };
  }

  #isOfFlow({ target }: LiveRun): boolean {
    return target.key === this.flow?.key && target.uri === this.uri?.toString();
  }

  #beyondSnapshot(): Delta[] {
    const { found: comparison } = this.#comparison;
    const { shown: made } = this.artifacts;
    return [
      ...(comparison ? [{ type: "comparison" as const, comparison }] : []),
      ...(made ? [{ type: "artifacts" as const, ...made }] : []),
    ];
  }

  /** A run started from another key of the same flow, such as its name, is still this flow's. */
  #runOf({ run }: RunSource["model"]) {
    return { ...run, flow: this.flow?.key ?? run.flow };
  }

  #onRun(change: RunChange): void {
    const model = this.#run?.model;
    if (!model) return;
    if (change.forgot) {
      this.#channel.replace();
      return;
    }
    const { id } = model.run;
    const { tasks, progress, logs, logsDropped } = change;
    if (tasks.length > 0) this.#channel.post({ type: "tasks", run: id, tasks });
    if (progress.length > 0) this.#channel.post({ type: "progress", run: id, items: progress });
    if (logs.length > 0) {
      const dropped = logsDropped > 0 ? { dropped: logsDropped } : {};
      this.#channel.post({ type: "logs", run: id, lines: logs, ...dropped });
    }
    if (change.run) {
      this.#channel.post({ type: "run", run: this.#runOf(model) });
      this.artifacts.soon();
    }
    if (change.inputs) {
      this.#channel.post({ type: "inputs", run: id, requests: [...model.inputs.values()] });
    }
  }

  async #open(run: LiveRun | RunId): Promise<RunSource | undefined> {
    const live = typeof run === "string" ? this.services.runs.find(run) : run;
    if (live?.model) return { model: live.model, onDidChange: live.onDidChange };
    const { agent } = this;
    return typeof run === "string" && agent ? await WatchedRun.open(agent, run) : undefined;
  }

  /** Keys are relative to a project's folder, and a workspace may have several. */
  #memoryKey(): string {
    return `shown:${this.uri} ${this.flow?.key}`;
  }

  async #remember(run: RunId): Promise<void> {
    this.#graphOfRun = this.flow;
    await this.services.context.workspaceState.update(this.#memoryKey(), run);
  }

  /** The run that was on this flow's graph before: a live one first. */
  async #showRememberedRun(): Promise<void> {
    const live = this.services.runs.live.find((run) => this.#isOfFlow(run));
    const remembered = this.services.context.workspaceState.get<RunId>(this.#memoryKey());
    const known = this.#list.runs.some(({ id }) => id === remembered) ? remembered : undefined;
    const run = live ?? known;
    if (run) return this.showRun(run);
    this.#opened++;
    if (!this.#run) return;
    this.#run.dispose();
    this.#run = undefined;
    this.#comparison.end();
    this.artifacts.end();
    this.#channel.replace();
  }
}
