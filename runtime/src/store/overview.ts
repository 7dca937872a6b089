/** Runs as others read them: what `runs --json` prints and the agent answers. Plain JSON. */
import type {
  Artifact,
  RunDetails,
  RunOverview,
  RunSnapshot,
  TaskOverview,
} from "@millrace/protocol";
import type { ArtifactRecord } from "../engine/record.js";
import { attemptsOf } from "./attempts.js";
import type { Connection } from "./connection.js";
import { nodeOf } from "./events.js";
import { openInputs } from "./input-requests.js";
import { jsonOf } from "./json.js";
import { artifactsOf, subflowRuns, taskCounts, taskRuns } from "./queries.js";
import type { StoredFlowRun } from "./run-rows.js";
import { calledRuns } from "./run-tree.js";
import type { StoredTaskRun } from "./task-rows.js";

export function overviewOf(run: StoredFlowRun): RunOverview {
  const { id, flowName: flow, flowKey, exportName, file, state, created, started, ended } = run;
  const { parent, parentTask, retryOf, schedule, scheduled, error } = run;
  return {
    id,
    flow,
    flowKey,
    ...(exportName === undefined ? {} : { exportName }),
    file,
    params: jsonOf(run.params) as Record<string, unknown>,
    state,
    created,
    ...(started === undefined ? {} : { started }),
    ...(ended === undefined ? {} : { ended, duration: ended - (started ?? created) }),
    ...(parent === undefined ? {} : { parent }),
    ...(parentTask === undefined ? {} : { parentTask }),
    ...(retryOf === undefined ? {} : { retryOf }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(scheduled === undefined ? {} : { scheduled }),
    ...(error === undefined ? {} : { error }),
  };
}

export function detailsOf(connection: Connection, run: StoredFlowRun): RunDetails {
  return {
    ...overviewOf(run),
    seq: run.seq,
    tasks: taskRuns(connection, run.id).map(taskOverview),
    subflows: subflowRuns(connection, run.id).map(overviewOf),
    counts: taskCounts(connection, run.id),
  };
}

/** The same with the task runs of the runs that it called. */
export function detailsOfTree(connection: Connection, run: StoredFlowRun): RunDetails {
  const details = detailsOf(connection, run);
  const called = calledRuns(connection, run.id).flatMap(({ id }) => taskRuns(connection, id));
  return { ...details, tasks: [...details.tasks, ...called.map(taskOverview)] };
}

export function snapshotOf(connection: Connection, run: StoredFlowRun): RunSnapshot {
  const artifacts = artifactsOf(connection, run.id).map(artifactOf);
  const inputs = openInputs(connection, run.id);
  return { ...detailsOf(connection, run), artifacts, inputs };
}

export function artifactOf(artifact: ArtifactRecord): Artifact {
  return { ...artifact, value: jsonOf(artifact.value) };
}

function taskOverview(task: StoredTaskRun): TaskOverview {
  const { run: _, ordinal: _ordinal, inputHash, sourceHash, history, ...shown } = task;
  const { callSite, via, progress, started, ended, ...rest } = shown;
  return {
    ...rest,
    ...(callSite === undefined ? {} : { node: nodeOf(callSite) }),
    ...(via === undefined ? {} : { via: via.map(nodeOf) }),
    ...(progress === undefined ? {} : { progress }),
    ...(started === undefined ? {} : { started }),
    ...(ended === undefined ? {} : { ended }),
    ...(started === undefined || ended === undefined ? {} : { duration: ended - started }),
    ...(task.attempt > 1 ? { attempts: attemptsOf(history, task.error) } : {}),
  };
}
