import type { RunSnapshot } from "@millrace/protocol";
import { expect, test, vi } from "vitest";
import type { Agent } from "../../client/src/history/agent.js";
import { WatchedRun } from "../../client/src/history/watched-run.js";
import { Emitter } from "./support/emitter.js";

vi.mock("vscode", async () => ({
  EventEmitter: (await import("./support/emitter.js")).Emitter,
}));

const running: RunSnapshot = {
  id: "r1",
  flow: "main",
  flowKey: "flow.ts#main",
  file: "/w/flow.ts",
  params: {},
  state: { type: "RUNNING", name: "Running" },
  created: 1,
  started: 1,
  seq: 1,
  tasks: [],
  inputs: [],
} as unknown as RunSnapshot;
const ended: RunSnapshot = {
  ...running,
  state: { type: "COMPLETED", name: "Completed" },
  ended: 2,
};

/** A history that holds one run, which has logged so many lines. */
function historyOf(snapshot: RunSnapshot, lines = 0) {
  const died = new Emitter<void>();
  const asked: string[] = [];
  const page = ({ last = 0 }: { last?: number }) => {
    const before = Math.max(0, lines - last);
    const entries = Array.from({ length: lines - before }, (_, index) => ({
      ...{ run: snapshot.id, seq: 1, time: 1, level: "info" },
      message: `line ${before + index}`,
    }));
    return { entries, before };
  };
  const agent = {
    onRunEvents: new Emitter().event,
    onDidDie: died.event,
    ask: async (method: string, params: object) => {
      asked.push(method);
      return method === "run/watch" ? { watch: 1, snapshot, subflows: [] } : page(params);
    },
  };
  return { agent: agent as unknown as Agent, die: () => died.fire(), asked };
}

test("a run that goes on is lost with the process that followed it", async () => {
  const { agent, die, asked } = historyOf(running);
  const run = await WatchedRun.open(agent, "r1");
  const lost = vi.fn();
  run?.onDidLose(lost);
  die();
  expect(lost).toHaveBeenCalledTimes(1);
  run?.dispose();
  // The next process may have given the number to somebody else.
  expect(asked).not.toContain("unwatch");
});

test("a run that has ended needs nobody who follows it", async () => {
  const { agent, die } = historyOf(ended);
  const run = await WatchedRun.open(agent, "r1");
  const lost = vi.fn();
  run?.onDidLose(lost);
  die();
  expect(lost).not.toHaveBeenCalled();
});

test("who looks no more says so", async () => {
  const { agent, asked } = historyOf(running);
  (await WatchedRun.open(agent, "r1"))?.dispose();
  expect(asked).toContain("unwatch");
});

test("of a run that logged a lot the last lines are read, and how many came before is known", async () => {
  const { agent } = historyOf(ended, 25_000);
  const run = await WatchedRun.open(agent, "r1");
  expect(run?.model.logs.at(-1)?.message).toBe("line 24999");
  expect(run?.model.logsDropped).toBe(15_000);
  expect(run?.model.logs).toHaveLength(10_000);
});
