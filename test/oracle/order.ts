/** Order: what started because another task had ended must follow from the graph, and what the graph orders must be so. */
import type { Edge, NodeId } from "@millrace/protocol";
import { type Course, type Flow, type PlacedTask, type Program, ran, repeats } from "./identify.js";
import type { Reporter } from "./report.js";

export function checkOrder({ flows, courses }: Program, reporter: Reporter): void {
  for (const flow of flows) {
    const own = courses.filter((course) => course.flow === flow);
    checkRecall(flow, own, reporter);
    checkPrecision(flow, own, reporter);
  }
}

// ---- recall

function checkRecall(flow: Flow, courses: readonly Course[], reporter: Reporter): void {
  const followers = followersOf(flow);
  const told = new Set<string>();
  for (const course of courses) {
    const single = [...course.byNode.values()]
      .filter(([first, ...more]) => more.length === 0 && first?.nodes.length === 1)
      .flat();
    for (const before of single) {
      if (!before.endedAlone) continue;
      for (const after of single) {
        if (!startedBecauseOf(after, before)) continue;
        const text = `${flow.name}: ${before.node} before ${after.node}`;
        if (told.has(text)) continue;
        told.add(text);
        const isKnown = followers(before.node).has(after.node);
        reporter.check("orderRecall", isKnown, "missing order", () => text);
      }
    }
  }
}

/** Nothing else ran and nothing could start until `before` ended. */
function startedBecauseOf(after: PlacedTask, before: PlacedTask): boolean {
  return after.started !== undefined && before.ended !== undefined && after.started > before.ended;
}

/** All nodes that some chain of edges leads to. An edge to a group leads to all that stands in it. */
function followersOf(flow: Flow): (from: NodeId) => ReadonlySet<NodeId> {
  const members = new Map<NodeId, NodeId[]>();
  for (const { id, group } of flow.nodes.values()) {
    if (group !== undefined) members.set(group, [...(members.get(group) ?? []), id]);
  }
  const targets = new Map<NodeId, NodeId[]>();
  for (const { from, to } of flow.edges) targets.set(from, [...(targets.get(from) ?? []), to]);
  const known = new Map<NodeId, Set<NodeId>>();
  return (from) => {
    const found = known.get(from);
    if (found !== undefined) return found;
    const reached = new Set<NodeId>();
    const todo = [...(targets.get(from) ?? [])];
    for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
      if (reached.has(at)) continue;
      reached.add(at);
      todo.push(...(targets.get(at) ?? []), ...(members.get(at) ?? []));
    }
    known.set(from, reached);
    return reached;
  };
}

// ---- precision

function checkPrecision(flow: Flow, courses: readonly Course[], reporter: Reporter): void {
  for (const edge of flow.edges) {
    if (edge.kind !== "order" || edge.back || edge.join === "any") continue;
    if (flow.unsure.has(edge.from) || flow.unsure.has(edge.to)) continue;
    // Of two in loops, the run of one pass may follow that of another.
    const [before, after] = [repeats(flow, edge.from), repeats(flow, edge.to)];
    if ((before && after) || (after && edge.certainty === "maybe")) continue;
    const both = courses.flatMap((course) => pairOf(course, edge) ?? []);
    if (both.length === 0) continue;
    const wrong = both.filter(({ before, after }) => !isAfter(after, before));
    // A certain order holds in every world, a possible one in some.
    const isRight = edge.certainty === "always" ? wrong.length === 0 : wrong.length < both.length;
    const world = wrong[0]?.course.observation.world.name;
    reporter.check(
      "orderPrecision",
      isRight,
      "false order",
      () =>
        `${flow.name}: ${edge.from} before ${edge.to} (${edge.certainty}), not so in world "${world}"`,
    );
  }
}

function pairOf(course: Course, { from, to }: Edge) {
  const [before, ...moreBefore] = (course.byNode.get(from) ?? []).filter(ran);
  const [after, ...moreAfter] = (course.byNode.get(to) ?? []).filter(ran);
  // Of nodes that run more than once, only runs of the same pass are ordered.
  if (before === undefined || after === undefined || moreBefore.length + moreAfter.length > 0)
    return undefined;
  return { course, before, after };
}

function isAfter(after: PlacedTask, before: PlacedTask): boolean {
  return before.ended !== undefined && (after.started ?? 0) > before.ended;
}
