import type { AgentRequests, LogPage, RunId, TaskRunId, WatchedSnapshot } from "@millrace/protocol";
import {
  answerInput,
  artifactOf,
  artifactsOf,
  type Connection,
  calledRuns,
  cancelRun,
  compareRuns,
  connect,
  detailsOf,
  detailsOfTree,
  findRun,
  flowStatistics,
  InputError,
  inputsOf,
  lastLogEntries,
  lastTreeLogs,
  limitDetails,
  limitOverview,
  listRuns,
  logEntries,
  openInputs,
  overviewOf,
  pauseSchedule,
  refuseLive,
  removeRun,
  resultPreview,
  shrink,
  snapshotOf,
  taskStatistics,
  taskTrend,
  treeLogs,
  UnknownRunError,
} from "../store/index.js";
import type { Library } from "./library.js";
import { startRetry } from "./retry.js";
import { listSchedules } from "./schedules.js";
import type { Watches } from "./watches.js";

export type Handlers = {
  [M in keyof AgentRequests]: (
    params: AgentRequests[M]["params"],
  ) => AgentRequests[M]["result"] | Promise<AgentRequests[M]["result"]>;
};

/** What the agent answers, by method. */
export function handlers(library: Library, watches: Watches): Handlers {
  /** @throws UnknownRunError where there is no store, as there is no run then */
  const store = (run: string): Connection => {
    const connection = library.swept();
    if (connection === undefined) {
      throw new UnknownRunError(`no run has the id "${run}": nothing was recorded yet`, []);
    }
    return connection;
  };

  return {
    "runs/list"({ state, states: some, until, limit = 100, ...filter }) {
      const connection = library.swept();
      if (connection === undefined) return [];
      const wanted = [...(state === undefined ? [] : [state]), ...(some ?? [])];
      const states = wanted.length === 0 ? undefined : wanted;
      return listRuns(connection, { ...filter, states, before: until, limit }).map(overviewOf);
    },
    "runs/compare"({ left, right }) {
      const connection = store(left);
      return connection.read(() =>
        compareRuns(
          detailsOfTree(connection, findRun(connection, left)),
          detailsOfTree(connection, findRun(connection, right)),
        ),
      );
    },
    "runs/get"({ run }) {
      const connection = store(run);
      return connection.read(() => detailsOf(connection, findRun(connection, run)));
    },
    "runs/logs"({ run, task, subflows, after = -1, limit = 1000, last }): LogPage {
      const connection = store(run);
      const { id } = findRun(connection, run);
      if (last !== undefined) return lastPage(connection, id, { task, subflows, last });
      if (subflows) return treePage(connection, id, Math.max(0, after), limit);
      const found = logEntries(connection, id, { after, task, limit: limit + 1 });
      const entries = found.slice(0, limit);
      return { entries, next: entries.at(-1)?.seq ?? after, more: found.length > limit };
    },
    "tasks/result"({ task }) {
      return resultPreview(store(task), task);
    },
    "tasks/inputs"({ task }) {
      return inputsOf(store(task), task);
    },
    "tasks/trend"({ task, flow, limit }) {
      const connection = library.swept();
      return connection === undefined ? [] : taskTrend(connection, task, { flow, limit });
    },
    "runs/artifacts"({ run }) {
      const connection = store(run);
      return artifactsOf(connection, findRun(connection, run).id).map(artifactOf);
    },
    async "runs/retry"({ run }) {
      const found = findRun(store(run), run);
      refuseLive(found, "retry");
      return { run: await startRetry(found) };
    },
    async "runs/cancel"({ run, grace = 10_000 }) {
      const answer = await cancelRun(store(run), run, grace);
      library.changed();
      return answer;
    },
    "runs/remove"({ run }) {
      const connection = store(run);
      removeRun(connection, findRun(connection, run).id);
      shrink(connection);
      library.changed();
      return null;
    },
    "flows/statistics"({ flow }) {
      const connection = library.swept();
      return (connection && flowStatistics(connection, flow)) ?? null;
    },
    "tasks/statistics"({ task }) {
      const connection = library.swept();
      return (connection && taskStatistics(connection, task)) ?? null;
    },
    "runs/watch"() {
      return { watch: watches.add({ seq: 0 }) };
    },
    "run/watch"({ run, subflows = false }) {
      const connection = store(run);
      const seen = connection.read(() => treeSnapshot(connection, run, subflows));
      const { id, seq } = seen.snapshot;
      const called = seen.subflows && new Map(seen.subflows.map((each) => [each.id, each.seq]));
      return { watch: watches.add({ run: id, seq, ...(called && { called }) }), ...seen };
    },
    async "schedules/list"({ next = 5 }) {
      return listSchedules(library.folder, library.current(), next);
    },
    "schedules/pause"({ flow, schedule, paused }) {
      // To pause what never ran makes the store.
      if (library.current() === undefined) connect(library.folder).close();
      const connection = library.current();
      if (connection !== undefined) pauseSchedule(connection, flow, schedule, paused);
      library.changed();
      return null;
    },
    "inputs/list"({ run }) {
      const connection = library.swept();
      if (connection === undefined) return [];
      return openInputs(connection, run === undefined ? undefined : findRun(connection, run).id);
    },
    async "inputs/answer"({ request, value }) {
      const connection = library.swept();
      if (connection === undefined) throw new InputError(`no run asks for "${request}"`);
      try {
        await answerInput(connection, request, value);
      } finally {
        library.changed();
      }
      return null;
    },
    "limits/list"() {
      const connection = library.swept();
      return connection === undefined ? [] : limitDetails(connection).map(limitOverview);
    },
    "alerts/watch"() {
      return { watch: watches.add({ seq: 0, alerts: { looked: Date.now(), told: new Set() } }) };
    },
    unwatch({ watch }) {
      watches.remove(watch);
      return null;
    },
  };
}

function treeSnapshot(connection: Connection, run: string, subflows: boolean): WatchedSnapshot {
  const found = findRun(connection, run);
  const snapshot = snapshotOf(connection, found);
  if (!subflows) return { snapshot };
  const called = calledRuns(connection, found.id).map((each) => snapshotOf(connection, each));
  return { snapshot, subflows: called };
}

function lastPage(
  connection: Connection,
  run: RunId,
  {
    task,
    subflows,
    last,
  }: { task: TaskRunId | undefined; subflows: boolean | undefined; last: number },
): LogPage {
  return connection.read(() => {
    if (subflows) {
      const { entries, before } = lastTreeLogs(connection, run, last);
      return { entries, next: before + entries.length, more: false, before };
    }
    const { entries, before } = lastLogEntries(connection, run, { task, last });
    return { entries, next: entries.at(-1)?.seq ?? -1, more: false, before };
  });
}

/** @param after how many lines the pages before held: each run counts its own */
function treePage(connection: Connection, run: RunId, after: number, limit: number): LogPage {
  const found = treeLogs(connection, run, { skip: after, limit: limit + 1 });
  const entries = found.slice(0, limit);
  return { entries, next: after + entries.length, more: found.length > limit };
}
