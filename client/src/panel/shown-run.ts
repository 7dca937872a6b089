import type { CallSeen, FlowGraph, FlowKey, NodeId, TaskRun } from "@millrace/protocol";
import type { Disposable, Event } from "vscode";
import type { Graphs } from "../language/graphs.js";
import type { RunChange, RunChanges } from "../runs/run-changes.js";
import type { RunModel, TaskEntry } from "../runs/run-model.js";

/** Milliseconds between two messages about a run: at most 20 a second. */
const PACE = 50;
/** A call site as a stack trace has it; anything else is already a node's id. */
const SITE = /:\d+:\d+$/;

/** A run that a panel can show, of this window or of the history. */
export interface RunSource {
  model: RunModel;
  onDidChange: Event<void>;
}

/**
 * The run on the graph: follows a run at the pace of eyes and matches its task runs to nodes. A
 * call site is asked for once, and keeps its node when later edits move the lines.
 */
export class ShownRun implements Disposable {
  readonly #nodes = new Map<string, NodeId | undefined>();
  readonly #changes: RunChanges;
  #subscription: Disposable | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sending = Promise.resolve();
  /** Counts the snapshots: log lines on their way are in the next one already. */
  #snapshots = 0;

  constructor(
    readonly source: RunSource,
    private readonly graphs: Graphs,
    /** The flow that the run is drawn on, as it is now. */
    private readonly flow: () => { uri: string; graph: FlowGraph } | undefined,
    private readonly send: (change: RunChange) => void,
  ) {
    this.#changes = source.model.follow();
  }

  get model(): RunModel {
    return this.source.model;
  }

  /** Matches what is known so far, then follows the run. A snapshot is due at once. */
  async begin(): Promise<void> {
    await this.#match([...this.model.entries.values()]);
    this.#subscription = this.source.onDidChange(() => {
      this.#timer ??= setTimeout(() => this.#flush(), PACE);
    });
  }

  /** All that is known goes into a snapshot now; only what is new follows it. */
  inSnapshot(): void {
    this.#changes.take();
    this.#snapshots++;
  }

  /** The code's graph is another one: what matched nothing is asked for again. */
  async rematch(): Promise<TaskRun[]> {
    for (const [site, node] of this.#nodes) if (node === undefined) this.#nodes.delete(site);
    const entries = [...this.model.entries.values()];
    const before = entries.map(({ task }) => task.node);
    await this.#match(entries);
    return entries.flatMap(({ task }, i) => (task.node === before[i] ? [] : [task]));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription?.dispose();
    this.model.unfollow(this.#changes);
  }

  /** One at a time, so that the messages keep their order. */
  #flush(): void {
    this.#timer = undefined;
    this.#sending = this.#sending.then(async () => {
      const change = this.#changes.take();
      const snapshots = this.#snapshots;
      const entries = change.tasks.flatMap(({ id }) => this.model.entries.get(id) ?? []);
      await this.#match(entries);
      this.send(snapshots === this.#snapshots ? change : { ...change, logs: [], logsDropped: 0 });
    });
  }

  async #match(entries: TaskEntry[]): Promise<void> {
    const flow = this.flow();
    if (!flow) return;
    const unknown = entries.some((entry) => isCall(entry) && !this.#nodes.has(keyOf(entry)));
    if (unknown) await this.#ask(flow.uri, flow.graph.key);
    for (const entry of entries) this.#assign(entry, flow.graph);
  }

  /** Asks for all calls of the run: their order tells those apart that an edit has moved. */
  async #ask(uri: string, flow: FlowKey): Promise<void> {
    const calls = new Map<string, CallSeen>();
    for (const entry of this.model.entries.values()) {
      if (!isCall(entry) || calls.has(keyOf(entry))) continue;
      const { task, site, via } = entry;
      calls.set(keyOf(entry), { name: task.name, ...(site && { site }), ...(via && { via }) });
    }
    const { codeChanged: sourceChanged } = this.model.run;
    const params = {
      uri,
      flow,
      calls: [...calls.values()],
      ...(sourceChanged && { sourceChanged }),
    };
    const found = await this.graphs.nodesForCallSites(params);
    for (const [i, key] of [...calls.keys()].entries()) {
      // A node once found stays: later edits move lines, not what ran.
      if (this.#nodes.get(key) === undefined) this.#nodes.set(key, found[i] ?? undefined);
    }
  }

  #assign(entry: TaskEntry, graph: FlowGraph): void {
    const { site, task } = entry;
    const exact = isCall(entry) ? this.#nodes.get(keyOf(entry)) : site;
    const node = exact ?? onlyNodeNamed(graph, task.name);
    if (node) task.node = node;
    else delete task.node;
  }
}

/** Whether the run said where the call stands, and not which node it is. */
function isCall({ site }: TaskEntry): boolean {
  return site === undefined || SITE.test(site);
}

function keyOf({ task, site, via }: TaskEntry): string {
  return [task.name, site, ...(via ?? [])].join("<");
}

/** Lines that moved since the run match no call site; a name that is there once does as well. */
function onlyNodeNamed({ nodes }: FlowGraph, name: string): NodeId | undefined {
  const named = nodes.filter(
    ({ kind, label }) => label === name && (kind === "task" || kind === "flow"),
  );
  return named.length === 1 ? named[0]?.id : undefined;
}
