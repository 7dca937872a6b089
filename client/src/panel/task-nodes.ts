import type { CallSeen, CallSiteParams, FlowGraph, NodeId, TaskRun } from "@millrace/protocol";
import type { RunModel, TaskEntry } from "../runs/run-model.js";
import { noteAttemptsAllowed } from "./attempts-allowed.js";
import type { Composition, FlowSource } from "./compose.js";

/** A call site as a stack trace has it; anything else is already a node's id. */
const SITE = /:\d+:\d+$/;

/** Finds the nodes of calls: `millrace/nodesForCallSites`. */
export type AskForNodes = (params: CallSiteParams) => Promise<(NodeId | null)[]>;

/**
 * Which node each task run of a run is. Task runs of a subflow are nodes of the group that its call
 * is; where the call is a plain node, that node's state is all that is shown of them. A call site is
 * asked for once, and keeps its node when later edits move the lines.
 */
export class TaskNodes {
  /** By the group they are in, and the call. */
  readonly #nodes = new Map<string, NodeId | undefined>();
  /** Task runs that are part of a plain node. */
  readonly #folded = new Set<string>();
  /** Task runs that were looked for in the graph, found or not. */
  readonly #matched = new Set<string>();

  constructor(
    private readonly model: RunModel,
    private readonly ask: AskForNodes,
    /** The graph that the run is drawn on, as it is now. */
    private readonly graph: () => Pick<Composition, "inside"> | undefined,
  ) {}

  isMatched({ id }: TaskRun): boolean {
    return this.#matched.has(id);
  }

  /** Whether the task run is drawn itself. */
  isShown({ id }: TaskRun): boolean {
    return !this.#folded.has(id);
  }

  /** The task run that is drawn for this one: itself, or one that stands for the run it is in. */
  shownFor(id: string): string {
    let shown = id;
    while (this.#folded.has(shown)) shown = this.model.entries.get(shown)?.within ?? "";
    return shown || id;
  }

  /** Calls that matched nothing are asked for again at the next match. */
  forgetUnknown(): void {
    for (const [call, node] of this.#nodes) if (node === undefined) this.#nodes.delete(call);
  }

  /** From the outside in: what a task run inside of a call is depends on what the call is. */
  async match(entries: Iterable<TaskEntry>): Promise<void> {
    const graph = this.graph();
    if (!graph) return;
    const levels: TaskEntry[][] = [];
    for (const entry of entries) {
      const level = this.#depth(entry);
      levels[level] ??= [];
      levels[level].push(entry);
    }
    for (const level of levels) if (level) await this.#matchLevel(level, graph.inside);
  }

  async #matchLevel(entries: readonly TaskEntry[], inside: Composition["inside"]): Promise<void> {
    for (const [group, members] of this.#byGroup(entries)) {
      const source = group === undefined ? undefined : inside.get(group);
      for (const { task } of members) {
        if (source) this.#folded.delete(task.id);
        else this.#folded.add(task.id);
        this.#matched.add(task.id);
      }
      if (group === undefined || !source) continue;
      const unknown = members.some((entry) => isCall(entry) && !this.#nodes.has(key(group, entry)));
      if (unknown) await this.#askFor(group, source);
      for (const entry of members) this.#assign(entry, group, source.graph);
    }
  }

  /** Asks for all calls of the group: their order tells those apart that an edit has moved. */
  async #askFor(group: NodeId, { uri, graph }: FlowSource): Promise<void> {
    const calls = new Map<string, CallSeen>();
    for (const entry of this.model.entries.values()) {
      if (!isCall(entry) || this.#groupOf(entry) !== group || calls.has(key(group, entry)))
        continue;
      const { task, site, via } = entry;
      calls.set(key(group, entry), { name: task.name, ...(site && { site }), ...(via && { via }) });
    }
    const { codeChanged: sourceChanged } = this.model.run;
    const found = await this.ask({
      uri,
      flow: graph.key,
      calls: [...calls.values()],
      ...(sourceChanged && { sourceChanged }),
    });
    for (const [i, call] of [...calls.keys()].entries()) {
      // A node once found stays: later edits move lines, not what ran.
      if (this.#nodes.get(call) === undefined) this.#nodes.set(call, found[i] ?? undefined);
    }
  }

  #assign(entry: TaskEntry, group: NodeId, graph: FlowGraph): void {
    const { site, task } = entry;
    const exact = isCall(entry) ? this.#nodes.get(key(group, entry)) : site;
    const node = exact ?? onlyNodeNamed(graph, task.name);
    if (group !== "") task.node = `${group}/${node ?? `seen:${task.name}`}`;
    else if (node) task.node = node;
    else delete task.node;
    if (node) noteAttemptsAllowed(task, graph, node);
  }

  #byGroup(entries: readonly TaskEntry[]): Map<NodeId | undefined, TaskEntry[]> {
    const groups = new Map<NodeId | undefined, TaskEntry[]>();
    for (const entry of entries) {
      const group = this.#groupOf(entry);
      const members = groups.get(group);
      if (members) members.push(entry);
      else groups.set(group, [entry]);
    }
    return groups;
  }

  /** The node of the call that it is in, empty for the flow's own; undefined where there is none. */
  #groupOf({ within }: TaskEntry): NodeId | undefined {
    if (within === undefined) return "";
    return this.#folded.has(within) ? undefined : this.model.entries.get(within)?.task.node;
  }

  #depth({ within }: TaskEntry): number {
    let depth = 0;
    for (let at = within; at !== undefined; at = this.model.entries.get(at)?.within) depth++;
    return depth;
  }
}

/** Whether the run said where the call stands, and not which node it is. */
function isCall({ site }: TaskEntry): boolean {
  return site === undefined || SITE.test(site);
}

function key(group: NodeId, { task, site, via }: TaskEntry): string {
  return [group, task.name, site, ...(via ?? [])].join("<");
}

/** Lines that moved since the run match no call site; a name that is there once does as well. */
function onlyNodeNamed({ nodes }: FlowGraph, name: string): NodeId | undefined {
  const named = nodes.filter(
    ({ kind, label }) => label === name && (kind === "task" || kind === "flow"),
  );
  return named.length === 1 ? named[0]?.id : undefined;
}
