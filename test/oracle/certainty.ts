/** `always`, `times`, `exclusive` and `unreachable` are promises about every world. */
import type { Node } from "@millrace/protocol";
import type { Course, Program } from "./identify.js";
import type { Reporter } from "./report.js";

export function checkCertainty({ flows, courses }: Program, reporter: Reporter): void {
  for (const flow of flows) {
    const own = courses.filter((course) => course.flow === flow);
    for (const node of flow.nodes.values()) {
      if (node.kind !== "task" && node.kind !== "flow") continue;
      const reached = own.some((course) => runsOf(course, node) > 0);
      if (own.length > 0) reporter.check("nodesReached", reached);
      if (flow.unsure.has(node.id)) continue;
      for (const course of own) checkNode(course, node, reporter);
    }
    for (const course of own) checkExclusive(course, reporter);
  }
}

const runsOf = (course: Course, { id }: Node) => course.byNode.get(id)?.length ?? 0;

function checkNode(course: Course, node: Node, reporter: Reporter): void {
  const { flow, run, observation } = course;
  const runs = runsOf(course, node);
  const what = () =>
    `${flow.name}: ${node.id} ran ${runs} times in world "${observation.world.name}"`;
  if (node.certainty === "unreachable") {
    reporter.check("certainty", runs === 0, "unreachable ran", what);
    return;
  }
  // An error that ends the flow keeps what stands behind it from running.
  if (node.certainty === "always" && run.complete && observation.world.failures === 0) {
    reporter.check("certainty", runs > 0, "wrong always", what);
  }
  if (node.times === "1" || node.times === "0..1") {
    reporter.check("certainty", runs <= 1, "wrong times", () => `${what()}, times "${node.times}"`);
  }
}

function checkExclusive(course: Course, reporter: Reporter): void {
  const groups = new Map<string, Node[]>();
  for (const node of course.flow.nodes.values()) {
    if (node.exclusive === undefined || course.flow.unsure.has(node.id)) continue;
    groups.set(node.exclusive, [...(groups.get(node.exclusive) ?? []), node]);
  }
  for (const [name, nodes] of groups) {
    // In a loop each pass may take another way.
    if (nodes.some(({ times }) => times === "0..n" || times === "1..n")) continue;
    const ran = nodes.filter((node) => runsOf(course, node) > 0);
    reporter.check("certainty", ran.length <= 1, "wrong exclusive", () => {
      const ids = ran.map(({ id }) => id).join(", ");
      return `${course.flow.name}: ${ids} share "${name}" and ran in world "${course.observation.world.name}"`;
    });
  }
}
