/** Error edges: where the source fails, the target runs after it. */
import type { Edge } from "@millrace/protocol";
import { type Course, type Flow, type PlacedTask, type Program, ran } from "./identify.js";
import type { Reporter } from "./report.js";

/** So many failures of the source that led to no run of the target speak against the edge. */
const enough = 3;

export function checkErrors({ flows, courses }: Program, reporter: Reporter): void {
  for (const flow of flows) {
    const own = courses.filter((course) => course.flow === flow);
    for (const edge of flow.edges) {
      if (edge.kind !== "error") continue;
      const isRight = canFail(flow, edge) && (isSeen(own, edge) || !wasPossible(own, edge));
      reporter.check("errorPrecision", isRight, "false error edge", () => {
        const { from, to, certainty, back } = edge;
        return `${flow.name}: ${from} -> ${to} (error) ${certainty}${back ? " back" : ""}`;
      });
    }
  }
}

function canFail({ nodes }: Flow, { from }: Edge): boolean {
  const kind = nodes.get(from)?.kind;
  return kind !== "param" && kind !== "return";
}

const failed = ({ state }: PlacedTask) => state === "Failed" || state === "UpstreamFailed";

function isSeen(courses: readonly Course[], { from, to }: Edge): boolean {
  return courses.some(({ byNode }) => {
    const failures = (byNode.get(from) ?? []).filter(failed);
    const runs = byNode.get(to) ?? [];
    return failures.some((before) => runs.some((after) => after.called > (before.ended ?? 0)));
  });
}

/** The source failed often, and the target ran in some of these worlds. */
function wasPossible(courses: readonly Course[], { from, to }: Edge): boolean {
  const withFailure = courses.filter(({ byNode }) => (byNode.get(from) ?? []).some(failed));
  const withBoth = withFailure.filter(({ byNode }) => (byNode.get(to) ?? []).some(ran));
  return withFailure.length >= enough && withBoth.length > 0;
}
