/** What the host told: the snapshot and every delta since, in order. */
import type {
  ArtifactsChanged,
  ComparedTask,
  EdgeExplained,
  EdgeRef,
  FlowGraph,
  HostToPanel,
  InputRequest,
  InputRequestId,
  NodeId,
  PanelRun,
  PanelSource,
  RunComparison,
  RunSummary,
  TaskDetails,
  TaskRunId,
  TrendSample,
} from "@millrace/protocol";
import { comparedByNode } from "./compared.js";
import { edgeName } from "./edge-ref.js";
import { LogStore } from "./logs.js";
import { TaskStore } from "./tasks.js";

/** What a message changed, so that only those views are drawn again. */
export type Change =
  | { what: "everything" }
  | { what: "source" }
  | { what: "run"; other: boolean; finished: boolean }
  | { what: "tasks"; nodes: Set<NodeId>; added: boolean }
  | { what: "logs" }
  | { what: "runs" }
  | { what: "lit" }
  | { what: "details"; task?: TaskRunId }
  | { what: "edge" }
  | { what: "inputs"; asked: InputRequest[] }
  | { what: "comparison" }
  | { what: "pinned" }
  | { what: "command"; message: Extract<HostToPanel, { type: "command" }> }
  | { what: "gap" };

export class Session {
  source: PanelSource = { phase: "loading", flows: [] };
  run: PanelRun | undefined;
  runs: RunSummary[] = [];
  tasks = new TaskStore();
  logs = new LogStore();
  details = new Map<TaskRunId, TaskDetails>();
  trends = new Map<TaskRunId, TrendSample[]>();
  /** What the run made for people to look at. */
  artifacts: ArtifactsChanged | undefined;
  /** What the run waits for people to answer. */
  inputs: InputRequest[] = [];
  /** Why the last answer to a request was not taken. */
  refused = new Map<InputRequestId, string>();
  /** The run on the graph, on the right, beside another. */
  comparison: RunComparison | undefined;
  /** The rows of the comparison by node. */
  compared: ReadonlyMap<NodeId, ComparedTask> | undefined;
  private readonly explained = new Map<string, EdgeExplained>();
  lit: NodeId | undefined;
  pinned = false;
  private seq: number | undefined;

  get graph(): FlowGraph | undefined {
    return this.source.graph;
  }

  /** Why the edge is there, once the host has said so. */
  explanation(edge: EdgeRef): EdgeExplained | undefined {
    return this.explained.get(edgeName(edge));
  }

  /** The open requests of these nodes' task runs. */
  requestsOf(nodes: readonly NodeId[]): InputRequest[] {
    return this.inputs.filter(({ task }) => {
      const run = task === undefined ? undefined : this.tasks.byId.get(task);
      return run !== undefined && nodes.includes(this.tasks.nodeOf(run));
    });
  }

  /** @returns undefined for what is unknown, out of date, or before the snapshot. */
  apply(message: HostToPanel): Change | undefined {
    if (message.type === "snapshot") return this.restart(message);
    if (this.seq === undefined || typeof message.seq !== "number") return undefined;
    if (message.seq <= this.seq) return undefined;
    if (message.seq !== this.seq + 1) {
      this.seq = undefined;
      return { what: "gap" };
    }
    this.seq = message.seq;
    return this.delta(message);
  }

  private restart(message: Extract<HostToPanel, { type: "snapshot" }>): Change {
    this.seq = message.seq;
    this.source = message.source;
    this.run = message.run;
    this.runs = message.runs;
    this.pinned = message.pinned;
    this.clearRun();
    this.tasks.upsert(message.tasks);
    this.logs.append(message.logs, message.logsDropped ?? 0);
    this.inputs = message.inputs ?? [];
    this.explained.clear();
    this.lit = undefined;
    return { what: "everything" };
  }

  private delta(message: Exclude<HostToPanel, { type: "snapshot" }>): Change | undefined {
    switch (message.type) {
      case "source":
        this.source = message.source;
        this.explained.clear();
        // Its rows are placed on the nodes that there are.
        this.compare(this.comparison);
        return { what: "source" };
      case "run":
        return this.changeRun(message.run);
      case "tasks": {
        if (message.run !== this.run?.id) return undefined;
        const { byId, tallies } = this.tasks;
        const before = byId.size;
        const nodes = this.tasks.upsert(message.tasks);
        const moved = [...nodes].some((node) => !tallies.has(node));
        return { what: "tasks", nodes, added: moved || byId.size > before };
      }
      case "progress": {
        if (message.run !== this.run?.id) return undefined;
        const nodes = new Set<NodeId>();
        for (const { task, ...progress } of message.items) {
          this.tasks.progress.set(task, progress);
          const known = this.tasks.byId.get(task);
          if (known) nodes.add(this.tasks.nodeOf(known));
        }
        return { what: "tasks", nodes, added: false };
      }
      case "logs":
        if (message.run !== this.run?.id) return undefined;
        this.logs.append(message.lines, message.dropped ?? 0);
        return { what: "logs" };
      case "runs":
        this.runs = message.runs;
        return { what: "runs" };
      case "lit":
        this.lit = message.node;
        return { what: "lit" };
      case "details":
        this.details.set(message.task, message);
        return { what: "details", task: message.task };
      case "trend":
        this.trends.set(message.task, message.samples);
        return { what: "details", task: message.task };
      case "artifacts":
        if (message.run !== this.run?.id) return undefined;
        this.artifacts = message;
        return { what: "details" };
      case "inputs": {
        if (message.run !== this.run?.id) return undefined;
        const before = new Set(this.inputs.map(({ id }) => id));
        this.inputs = message.requests;
        return { what: "inputs", asked: this.inputs.filter(({ id }) => !before.has(id)) };
      }
      case "inputRefused":
        this.refused.set(message.request, message.message);
        return { what: "inputs", asked: [] };
      case "comparison":
        this.compare(message.comparison);
        return { what: "comparison" };
      case "edge":
        this.explained.set(edgeName(message.edge), message);
        return { what: "edge" };
      case "pinned":
        this.pinned = message.pinned;
        return { what: "pinned" };
      case "command":
        return { what: "command", message };
      default:
        return undefined;
    }
  }

  private changeRun(run: PanelRun | undefined): Change {
    const other = run?.id !== this.run?.id;
    const finished = !other && run?.ended !== undefined && this.run?.ended === undefined;
    this.run = run;
    if (other) this.clearRun();
    return { what: "run", other, finished };
  }

  private clearRun(): void {
    this.tasks = new TaskStore();
    this.logs = new LogStore();
    this.details = new Map();
    this.trends = new Map();
    this.artifacts = undefined;
    this.inputs = [];
    this.refused = new Map();
    this.compare(undefined);
  }

  private compare(comparison: RunComparison | undefined): void {
    const nodes = new Set(this.graph?.nodes.map(({ id }) => id));
    this.comparison = comparison;
    this.compared = comparison && comparedByNode(comparison, (id) => nodes.has(id), this.tasks);
  }

  /** The present moment of the run: it stands still once the run ended or was lost. */
  now(wall: number): number {
    return this.run?.ended ?? this.run?.lost?.since ?? wall;
  }
}

/** What a person calls the run on the left. */
export function comparedLabel({ comparison, runs }: Session): string {
  const id = comparison?.left.id;
  return runs.find((run) => run.id === id)?.label ?? id ?? "";
}
