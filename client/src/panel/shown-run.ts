import type { CallSiteParams, FlowGraph, NodeId, TaskRun } from "@millrace/protocol";
import type { Disposable, Event } from "vscode";
import type { Graphs } from "../language/graphs.js";
import type { RunChange, RunModel, TaskEntry } from "../runs/run-model.js";

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
  readonly #subscription: Disposable;
  #timer: NodeJS.Timeout | undefined;
  #sending = Promise.resolve();

  constructor(
    readonly source: RunSource,
    private readonly graphs: Graphs,
    /** The flow that the run is drawn on, as it is now. */
    private readonly flow: () => { uri: string; graph: FlowGraph } | undefined,
    private readonly send: (change: RunChange) => void,
  ) {
    source.model.take();
    this.#subscription = source.onDidChange(() => {
      this.#timer ??= setTimeout(() => this.#flush(), PACE);
    });
  }

  get model(): RunModel {
    return this.source.model;
  }

  /** Matches what is known so far, before a snapshot. */
  async prepare(): Promise<void> {
    await this.#match([...this.model.entries.values()]);
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
    this.#subscription.dispose();
  }

  /** One at a time, so that the messages keep their order. */
  #flush(): void {
    this.#timer = undefined;
    this.#sending = this.#sending.then(async () => {
      const change = this.model.take();
      const entries = change.tasks.flatMap(({ id }) => this.model.entries.get(id) ?? []);
      await this.#match(entries);
      this.send(change);
    });
  }

  async #match(entries: TaskEntry[]): Promise<void> {
    const flow = this.flow();
    if (!flow) return;
    const asked = new Map<string, CallSiteParams["sites"][number]>();
    for (const entry of entries) {
      const { site, via } = entry;
      if (!site || !SITE.test(site) || this.#nodes.has(keyOf(entry))) continue;
      asked.set(keyOf(entry), { site, ...(via && { via }) });
    }
    if (asked.size > 0) {
      const sites = [...asked.values()];
      const found = await this.graphs.nodesForCallSites({
        uri: flow.uri,
        flow: flow.graph.key,
        sites,
      });
      for (const [i, key] of [...asked.keys()].entries())
        this.#nodes.set(key, found[i] ?? undefined);
    }
    for (const entry of entries) this.#assign(entry, flow.graph);
  }

  #assign(entry: TaskEntry, graph: FlowGraph): void {
    const { site, task } = entry;
    const exact = site && !SITE.test(site) ? site : this.#nodes.get(keyOf(entry));
    const node = exact ?? onlyNodeNamed(graph, task.name);
    if (node) task.node = node;
    else delete task.node;
  }
}

function keyOf({ site, via }: TaskEntry): string {
  return [site, ...(via ?? [])].join("<");
}

/** Lines that moved since the run match no call site; a name that is there once does as well. */
function onlyNodeNamed({ nodes }: FlowGraph, name: string): NodeId | undefined {
  const named = nodes.filter(
    ({ kind, label }) => label === name && (kind === "task" || kind === "flow"),
  );
  return named.length === 1 ? named[0]?.id : undefined;
}
