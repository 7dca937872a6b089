import type { RunOverview, RunQuery, State, StateName } from "@millrace/protocol";
import { expect, test, vi } from "vitest";
import { failedRun } from "../../client/src/commands/failed-run.js";

vi.mock("vscode", async () => ({
  EventEmitter: (await import("./support/emitter.js")).Emitter,
  ThemeIcon: class {},
  ThemeColor: class {},
  TreeItem: class {},
  Uri: { file: (path: string) => `file://${path}`, parse: (uri: string) => uri },
}));

const TYPES: Partial<Record<StateName, State["type"]>> = {
  Failed: "FAILED",
  TimedOut: "FAILED",
  Crashed: "CRASHED",
  Cancelled: "CANCELLED",
  Completed: "COMPLETED",
};
const stateOf = (name: StateName): State => ({ type: TYPES[name] ?? "RUNNING", name });

interface Run {
  id: string;
  state: StateName;
  at: number;
}

const target = (name: string) => ({
  key: `${name}.ts#main`,
  name,
  uri: `file:///w/${name}.ts`,
  file: `/w/${name}.ts`,
  exportName: "main",
});
const overview = ({ id, state, at }: Run) =>
  ({
    id,
    flow: "main",
    flowKey: "flow.ts#main",
    file: "/w/flow.ts",
    state: stateOf(state),
    created: at,
  }) as RunOverview;

/** Runs of the history, and those of this window, oldest first. */
function world(past: Run[], own: Run[] = []) {
  const agent = { ask: async (_: string, { run }: { run: string }) => listed(past, run) };
  const services = {
    graphs: { flows: async () => [] },
    runs: {
      all: own.map(({ id, state, at }) => ({
        target: target("own"),
        failed: ["Failed", "TimedOut", "Crashed"].includes(state),
        model: { run: { id, state: stateOf(state), started: at } },
      })),
      find(id: string) {
        return this.all.find(({ model }) => model.run.id === id);
      },
    },
    history: {
      agents: [agent],
      runs: async ({ states }: RunQuery) =>
        past
          .filter(({ state }) => states?.includes(state))
          .sort((a, b) => b.at - a.at)
          .map((run) => ({ agent, run: overview(run) })),
    },
  };
  return services as unknown as Parameters<typeof failedRun>[0];
}

function listed(past: Run[], id: string): RunOverview | undefined {
  const found = past.find((run) => run.id === id);
  return found && overview(found);
}

/** The panel last used, with a run on its graph. */
const panel = (state: StateName) =>
  ({
    target: target("shown"),
    run: { model: { run: { id: "shown", state: stateOf(state) } } },
  }) as unknown as Parameters<typeof failedRun>[1];

test.each<StateName>(["Failed", "TimedOut", "Crashed"])(
  "a run that ended %s failed",
  async (state) => {
    const past: Run[] = [
      { id: "old", state: "Failed", at: 1 },
      { id: "last", state, at: 2 },
      { id: "fine", state: "Completed", at: 3 },
    ];
    expect(await failedRun(world(past), undefined, undefined)).toMatchObject({ id: "last" });
  },
);

test("what somebody stopped did not fail", async () => {
  const services = world([{ id: "stopped", state: "Cancelled", at: 1 }]);
  expect(await failedRun(services, undefined, undefined)).toBeUndefined();
});

test.each<StateName>(["Failed", "TimedOut", "Crashed", "Cancelled"])(
  "the run on the panel that ended %s is meant before any other",
  async (state) => {
    const services = world([{ id: "later", state: "Failed", at: 9 }]);
    expect(await failedRun(services, panel(state), undefined)).toEqual({
      id: "shown",
      target: target("shown"),
    });
  },
);

test.each<StateName>(["Completed", "Running"])(
  "the run on the panel is %s: another",
  async (state) => {
    const services = world([{ id: "failed", state: "Failed", at: 1 }]);
    expect(await failedRun(services, panel(state), undefined)).toMatchObject({ id: "failed" });
  },
);

test.each([
  [5, "own"],
  [1, "elsewhere"],
])("of runs of this window, begun at %i, and of others the later: %s", async (at, id) => {
  const services = world(
    [{ id: "elsewhere", state: "Crashed", at: 3 }],
    [{ id: "own", state: "TimedOut", at }],
  );
  expect(await failedRun(services, undefined, undefined)).toMatchObject({ id });
});

test("an id means that run: of this window, else of the history, else none", async () => {
  const services = world(
    [
      { id: "past", state: "Failed", at: 1 },
      { id: "latest", state: "Failed", at: 9 },
    ],
    [{ id: "own", state: "Failed", at: 2 }],
  );
  expect(await failedRun(services, panel("Failed"), "own")).toMatchObject({ id: "own" });
  expect(await failedRun(services, panel("Failed"), "past")).toMatchObject({ id: "past" });
  expect(await failedRun(services, panel("Failed"), "gone")).toBeUndefined();
});
