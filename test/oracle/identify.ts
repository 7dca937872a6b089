/** Gives every observed task run its static node, by way of the mapping that the product uses. */
import type { Edge, Node, NodeId } from "@millrace/protocol";
import { createRunMapper, type PlacedGraph, sightingOf } from "../../server/src/mapping/index.js";
import type { Reporter } from "./report.js";
import type { Observation, ObservedRun, ObservedTask } from "./stage.js";

/** One flow run in one world, on its graph. */
export interface Course {
  observation: Observation;
  run: ObservedRun;
  flow: Flow;
  /** Of this run, in the order they were called. */
  tasks: PlacedTask[];
  /** Task runs by node. */
  byNode: ReadonlyMap<NodeId, PlacedTask[]>;
}

export interface PlacedTask extends ObservedTask {
  /** The likeliest of its nodes. */
  node: NodeId;
  /** All that it may be. */
  nodes: readonly NodeId[];
}

export interface Flow {
  name: string;
  nodes: ReadonlyMap<NodeId, Node>;
  edges: readonly Edge[];
  /** Its graph says that it does not show everything. */
  isIncomplete: boolean;
  /** Nodes of which it is not sure which task runs are theirs. */
  unsure: Set<NodeId>;
}

export interface Program {
  flows: readonly Flow[];
  courses: readonly Course[];
  /** Every placed task run of an observation, whatever its flow run. */
  placed: ReadonlyMap<Observation, ReadonlyMap<string, PlacedTask>>;
}

export function identify(
  graphs: readonly PlacedGraph[],
  observations: readonly Observation[],
  folder: string,
  reporter: Reporter,
): Program {
  const flows = new Map(
    graphs.map((each) => [each.graph.name, { analysed: each, flow: flowOf(each) }]),
  );
  const courses: Course[] = [];
  const placed = new Map<Observation, Map<string, PlacedTask>>();
  const told = new Set<string>();
  for (const observation of observations) {
    const ofObservation = new Map<string, PlacedTask>();
    placed.set(observation, ofObservation);
    for (const run of observation.runs) {
      const found = flows.get(run.flow);
      const called = observation.tasks.filter((task) => task.run === run.id);
      const mapper = found && createRunMapper(found.analysed, { root: folder });
      const tasks: PlacedTask[] = [];
      for (const task of called) {
        const match = mapper?.match(
          sightingOf({
            name: task.name,
            via: task.via,
            ...(task.site === undefined ? {} : { node: task.site }),
          }),
        );
        const call = `${run.flow}: ${task.name} at ${[task.site, ...task.via].join(" via ")}`;
        const isNew = !told.has(call);
        told.add(call);
        if (isNew) {
          const kind = match === undefined ? "missing node" : "inexact node";
          const how = match === undefined ? "" : ` (${match.certainty}: ${match.nodes.join(", ")})`;
          const isFound =
            match !== undefined && (match.certainty === "exact" || match.nodes.length > 1);
          reporter.check("nodeRecall", isFound, kind, () => call + how);
          if (isFound) reporter.check("instances", match.certainty === "exact");
        }
        if (match !== undefined) {
          const known: PlacedTask = { ...task, node: match.nodes[0] as NodeId, nodes: match.nodes };
          if (match.nodes.length > 1) for (const id of match.nodes) found?.flow.unsure.add(id);
          tasks.push(known);
          ofObservation.set(task.id, known);
        }
      }
      if (found !== undefined) {
        courses.push({ observation, run, flow: found.flow, tasks, byNode: byNode(tasks) });
      }
    }
  }
  return { flows: [...flows.values()].map(({ flow }) => flow), courses, placed };
}

function flowOf({ graph }: PlacedGraph): Flow {
  return {
    name: graph.name,
    nodes: new Map(graph.nodes.map((node) => [node.id, node])),
    edges: graph.edges,
    isIncomplete: graph.incomplete.length > 0,
    unsure: new Set(),
  };
}

function byNode(tasks: readonly PlacedTask[]): Map<NodeId, PlacedTask[]> {
  const groups = new Map<NodeId, PlacedTask[]>();
  for (const task of tasks) groups.set(task.node, [...(groups.get(task.node) ?? []), task]);
  return groups;
}

/** Its code was entered, or the code of the flow it stands for. */
export function ran(task: PlacedTask): boolean {
  return task.started !== undefined;
}

/** It may run more than once in a run of its flow. */
export function repeats({ nodes }: Flow, id: NodeId): boolean {
  return nodes.get(id)?.times.endsWith("n") === true;
}
