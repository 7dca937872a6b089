/**
 * What is drawn: the code's nodes, and those that only the run knows, after closed groups have
 * swallowed their members. Nodes and edges are numbered; ids stay outside the layout.
 */
import type { Edge, FlowGraph, Node, NodeId, NodeKind, TaskRun } from "@millrace/protocol";
import type { TaskStore } from "./tasks.js";

export interface SceneNode {
  index: number;
  id: NodeId;
  kind: NodeKind;
  label: string;
  /** Absent where only the run knows the node. */
  code?: Node;
  parent: number;
  depth: number;
  /** Has members, drawn or swallowed. */
  group: boolean;
  open: boolean;
  children: number[];
  /** Members of a closed group, however deep. */
  swallowed: NodeId[];
  /** How many of them are tasks, and not parameters or groups of tasks. */
  steps: number;
  width: number;
  height: number;
}

export interface SceneEdge {
  index: number;
  from: number;
  to: number;
  kind: Edge["kind"];
  certainty: Edge["certainty"];
  back: boolean;
  /** The code's edges that this line stands for; none where only the run knows it. */
  code: Edge[];
}

export interface Scene {
  nodes: SceneNode[];
  edges: SceneEdge[];
  /** The drawn node that stands for an id: itself, or the closed group around it. */
  drawn: Map<NodeId, number>;
  out: number[][];
  in: number[][];
  /** The edge between two drawn nodes, by both their numbers. */
  lines: Map<number, number>;
  compact: boolean;
}

export interface SceneOptions {
  closed: ReadonlySet<NodeId>;
  /** Draw nodes and edges that only the run knows. */
  tasks?: TaskStore;
  compact?: boolean;
}

export const HEADER = 28;
const COMFORT = 40;
const COMPACT = 28;
const PILL = 28;

export function buildScene(graph: FlowGraph | undefined, options: SceneOptions): Scene {
  const { members, byId } = membersOf(graph);
  const scene: Scene = {
    nodes: [],
    edges: [],
    drawn: new Map(),
    out: [],
    in: [],
    lines: new Map(),
    compact: options.compact ?? false,
  };

  const add = (node: Node, parent: number, depth: number): number => {
    const inner = members.get(node.id);
    const open = inner !== undefined && !options.closed.has(node.id);
    const index = push(scene, { ...shape(node, scene.compact), parent, depth, code: node });
    const drawn = at(scene.nodes, index);
    drawn.group = inner !== undefined;
    drawn.open = open;
    if (inner && !open) {
      drawn.width = cardWidth(node.label, true, scene.compact);
      swallow(scene, index, inner, members);
    }
    if (inner && open) for (const child of inner) drawn.children.push(add(child, index, depth + 1));
    return index;
  };
  for (const node of members.get("") ?? []) add(node, -1, 0);

  for (const edge of graph?.edges ?? []) {
    if (byId.has(edge.from) && byId.has(edge.to)) connect(scene, edge.from, edge.to, edge);
  }
  if (options.tasks) addSeen(scene, options.tasks);
  for (const { index, from, to } of scene.edges) {
    scene.out[from]?.push(index);
    scene.in[to]?.push(index);
  }
  return scene;
}

/** Whether a layout of the one is a layout of the other. */
export function sameShape(one: Scene, other: Scene): boolean {
  return (
    one.nodes.length > 0 &&
    one.nodes.length === other.nodes.length &&
    one.edges.length === other.edges.length &&
    one.nodes.every((node, i) => {
      const { id, parent, open, width, height } = at(other.nodes, i);
      const isPlaced = node.id === id && node.parent === parent && node.open === open;
      return isPlaced && node.width === width && node.height === height;
    }) &&
    one.edges.every(({ from, to }, i) => {
      const edge = at(other.edges, i);
      return edge.from === from && edge.to === to;
    })
  );
}

/** The members of every group in source order; the empty id stands for the flow itself. */
export function membersOf(graph: FlowGraph | undefined): {
  members: Map<NodeId, Node[]>;
  byId: Map<NodeId, Node>;
} {
  const byId = new Map<NodeId, Node>();
  for (const node of graph?.nodes ?? []) byId.set(node.id, node);
  const members = new Map<NodeId, Node[]>();
  for (const node of byId.values()) {
    const group = hasRoot(node, byId) ? (node.group ?? "") : "";
    const list = members.get(group);
    if (list) list.push(node);
    else members.set(group, [node]);
  }
  return { members, byId };
}

/** A group that is missing, or its own ancestor, must not make a node vanish. */
function hasRoot(node: Node, byId: ReadonlyMap<NodeId, Node>): boolean {
  const seen = new Set<NodeId>();
  let current: Node | undefined = node;
  while (current?.group !== undefined) {
    if (seen.has(current.id)) return false;
    seen.add(current.id);
    current = byId.get(current.group);
    if (!current) return seen.size > 1;
  }
  return true;
}

function push(
  scene: Scene,
  node: Pick<SceneNode, "id" | "kind" | "label" | "parent" | "depth" | "width" | "height"> & {
    code?: Node;
  },
): number {
  const index = scene.nodes.length;
  scene.nodes.push({
    ...node,
    index,
    group: false,
    open: false,
    children: [],
    swallowed: [],
    steps: 0,
  });
  scene.drawn.set(node.id, index);
  scene.out.push([]);
  scene.in.push([]);
  return index;
}

function swallow(
  scene: Scene,
  index: number,
  inner: readonly Node[],
  members: ReadonlyMap<NodeId, Node[]>,
): void {
  for (const child of inner) {
    scene.drawn.set(child.id, index);
    const group = at(scene.nodes, index);
    group.swallowed.push(child.id);
    const own = members.get(child.id);
    if (own) swallow(scene, index, own, members);
    else if (child.kind !== "param" && child.kind !== "return") group.steps++;
  }
}

/** Several edges between the same two drawn nodes are one line; the strongest gives its look. */
function connect(scene: Scene, fromId: NodeId, toId: NodeId, code?: Edge): void {
  const from = scene.drawn.get(fromId);
  const to = scene.drawn.get(toId);
  if (from === undefined || to === undefined || from === to) return;
  if (contains(scene, from, to) || contains(scene, to, from)) return;
  const known = scene.lines.get(from * 1e6 + to);
  if (known === undefined) {
    scene.lines.set(from * 1e6 + to, scene.edges.length);
    scene.edges.push({
      index: scene.edges.length,
      from,
      to,
      kind: code?.kind ?? "data",
      certainty: code?.certainty ?? "always",
      back: code?.back ?? false,
      code: code ? [code] : [],
    });
    return;
  }
  if (!code) return;
  const edge = at(scene.edges, known);
  edge.code.push(code);
  if (STRENGTH[code.kind] > STRENGTH[edge.kind]) edge.kind = code.kind;
  if (code.certainty === "always") edge.certainty = "always";
  if (!code.back) edge.back = false;
}

const STRENGTH: Record<Edge["kind"], number> = { data: 5, wait: 4, order: 3, control: 2, error: 1 };

function contains(scene: Scene, outer: number, inner: number): boolean {
  for (let node = inner; node >= 0; node = at(scene.nodes, node).parent) {
    if (node === outer) return true;
  }
  return false;
}

/** Whether the node is the call of a flow that is drawn in it: it has task runs of its own. */
export function isSubflow({ code, group }: Pick<SceneNode, "code" | "group">): boolean {
  return group && code?.task !== undefined;
}

/** The call that the node is part of, by groups. */
export function subflowAround(scene: Scene, { parent }: SceneNode): SceneNode | undefined {
  for (let index = parent; index >= 0; index = at(scene.nodes, index).parent) {
    const node = at(scene.nodes, index);
    if (isSubflow(node)) return node;
  }
  return undefined;
}

/** Nodes and edges that ran and that the code, as it stands, does not have. */
function addSeen(scene: Scene, tasks: TaskStore): void {
  for (const [id, tally] of tasks.tallies) {
    if (scene.drawn.has(id)) continue;
    const label = tally.first.name;
    const width = cardWidth(label, false, scene.compact);
    const size = { width, height: scene.compact ? COMPACT : COMFORT };
    const call = callBefore(scene, id);
    if (call && !call.open) {
      scene.drawn.set(id, call.index);
      call.swallowed.push(id);
      call.steps++;
      continue;
    }
    const place = call ? { parent: call.index, depth: call.depth + 1 } : { parent: -1, depth: 0 };
    const index = push(scene, { id, kind: "task", label, ...place, ...size });
    call?.children.push(index);
  }
  for (const task of tasks.byId.values()) {
    if (scene.drawn.get(tasks.nodeOf(task)) === undefined) continue;
    for (const upstream of task.upstream) {
      const other = tasks.byId.get(upstream);
      if (other && isUncoded(scene, tasks, other, task)) {
        connect(scene, tasks.nodeOf(other), tasks.nodeOf(task));
      }
    }
  }
}

/** The innermost call of a subflow whose id, and a slash, the id begins with; as it is drawn. */
function callBefore(scene: Scene, id: NodeId): SceneNode | undefined {
  for (let end = id.lastIndexOf("/"); end > 0; end = id.lastIndexOf("/", end - 1)) {
    const call = id.slice(0, end);
    const index = scene.drawn.get(call);
    const node = index === undefined ? undefined : at(scene.nodes, index);
    // A call in a closed group is drawn as that group.
    if (node && (isSubflow(node) || node.id !== call)) return node;
  }
  return undefined;
}

/** An edge is the run's own only where one of its ends is; edges between coded nodes are drift. */
function isUncoded(scene: Scene, tasks: TaskStore, from: TaskRun, to: TaskRun): boolean {
  return [from, to].some((task) => {
    const index = scene.drawn.get(tasks.nodeOf(task));
    return index !== undefined && at(scene.nodes, index).code === undefined;
  });
}

function shape(node: Node, compact: boolean) {
  const small = node.kind === "param" || node.kind === "return";
  return {
    id: node.id,
    kind: node.kind,
    label: node.label,
    width: small ? pillWidth(node.label) : cardWidth(node.label, node.kind === "map", compact),
    height: small ? PILL : compact ? COMPACT : COMFORT,
  };
}

/**
 * Whole multiples of the 8 px grid, so that columns line up. Names are drawn larger from afar; a
 * compact card has its time on the same line.
 */
function cardWidth(label: string, many: boolean, compact: boolean): number {
  const wanted = label.length * 8 + 60 + (many ? 44 : 0) + (compact ? 32 : 0);
  return Math.min(240, Math.max(many ? 216 : 168, Math.ceil(wanted / 8) * 8));
}

function pillWidth(label: string): number {
  return Math.min(200, Math.max(72, Math.ceil((label.length * 7 + 50) / 8) * 8));
}

/** Indices come from the scene itself; a miss is a bug, said plainly. */
export function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`no item ${index} of ${list.length}`);
  return item;
}
