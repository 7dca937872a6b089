import type { FlowSummary, LoneTask, RunHistory } from "@millrace/protocol";
import { expect, test, vi } from "vitest";
import type { History } from "../../client/src/history/history.js";
import { HistoryTeller } from "../../client/src/history/tell-server.js";
import type { Graphs } from "../../client/src/language/graphs.js";
import { Emitter } from "./support/emitter.js";

vi.mock("vscode", async () => ({
  EventEmitter: (await import("./support/emitter.js")).Emitter,
  Uri: { parse: (uri: string) => ({ fsPath: uri.replace("file://", "") }) },
  workspace: { onDidGrantWorkspaceTrust: () => ({ dispose: () => {} }) },
}));

const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
const task = (key: string, file: string) => ({ key, name: key, definition: { file, range } });
const flow = {
  key: "a.ts#main",
  name: "main",
  exportName: "main",
  uri: "file:///w/a.ts",
  range,
  params: [],
  tasks: [task("a.ts#load", "/w/a.ts"), task("lib.ts#far", "/elsewhere/lib.ts")],
} satisfies FlowSummary;
const lone: LoneTask = { ...task("b.ts#alone", "/w/b.ts"), uri: "file:///w/b.ts" };

test("the server is told of flows, of the tasks they call, and of tasks that run by themselves", async () => {
  const known = { last: { run: "r" }, recent: { runs: 1, completed: 1 }, durations: [] };
  const agent = {
    folder: "/w",
    ask: async (_: string, { task: of }: { task?: string }) => (of === "a.ts#never" ? null : known),
  };
  const told: RunHistory[] = [];
  const graphs = {
    onDidChange: new Emitter<string>().event,
    flows: async () => [{ ...flow, tasks: [...flow.tasks, task("a.ts#never", "/w/a.ts")] }],
    loneTasks: async () => [lone],
    tell: async (history: RunHistory) => void told.push(history),
  } as unknown as Graphs;
  const history = { onDidChange: new Emitter<void>().event, agentOf: () => agent };
  const teller = new HistoryTeller(graphs, history as unknown as History);
  const heard = new Promise<void>((resolve) => teller.onDidTell(() => resolve()));
  teller.soon();
  await heard;
  await vi.waitFor(() => expect(told).toHaveLength(1));
  expect(told[0]?.flows.map(({ key, folder }) => [key, folder])).toEqual([["a.ts#main", "/w"]]);
  expect(told[0]?.tasks.map(({ key, folder }) => [key, folder])).toEqual([
    ["a.ts#load", "/w"],
    ["lib.ts#far", undefined],
    ["b.ts#alone", "/w"],
  ]);
  expect(teller.statisticsOf(flow)).toMatchObject(known);
  teller.dispose();
});
