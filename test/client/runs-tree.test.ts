import type { RunOverview, RunQuery } from "@millrace/protocol";
import { expect, test, vi } from "vitest";
import type { History } from "../../client/src/history/history.js";
import { RunsTree } from "../../client/src/views/runs-tree.js";
import { Emitter } from "./support/emitter.js";

vi.mock("vscode", async () => ({
  EventEmitter: (await import("./support/emitter.js")).Emitter,
  ThemeIcon: class {},
  ThemeColor: class {},
  TreeItem: class {
    constructor(readonly label: string) {}
  },
  TreeItemCollapsibleState: { Collapsed: 1 },
  commands: { executeCommand: async () => {} },
}));

const overview = (id: string, created: number): RunOverview => ({
  ...{ id, created, flow: "main", flowKey: "flow.ts#main", file: "/w/flow.ts", params: {} },
  state: { type: "COMPLETED", name: "Completed" },
});

/** The view of projects with so many runs each, which began by turns. */
function view(...counts: number[]) {
  const projects = counts.map((count, project) => ({
    agent: { folder: `/w${project}` },
    runs: Array.from({ length: count }, (_, nth) => overview(`${project}.${nth}`, -nth)),
  }));
  const history = {
    onDidFind: new Emitter<void>().event,
    onDidChange: new Emitter<void>().event,
    runs: async ({ limit }: RunQuery) =>
      projects
        .flatMap(({ agent, runs }) => runs.slice(0, limit).map((run) => ({ agent, run })))
        .sort((a, b) => b.run.created - a.run.created),
  };
  const tree = new RunsTree(history as unknown as History);
  const labels = async () =>
    (await tree.getChildren()).map((item) => tree.getTreeItem(item).label as string);
  return { tree, labels };
}

test("a history longer than the list says so, and shows more of it when asked to", async () => {
  const { tree, labels } = view(450);
  const first = await labels();
  expect(first).toHaveLength(201);
  expect(first.at(-1)).toBe("The newest 200 are listed: show more");
  const more = tree.getTreeItem((await tree.getChildren()).at(-1) as never);
  expect(more.command).toMatchObject({ command: "millrace.showMoreRuns" });

  tree.showMore();
  expect((await labels()).at(-1)).toBe("The newest 400 are listed: show more");
  tree.showMore();
  const all = await labels();
  expect(all).toHaveLength(450);
  expect(new Set(all)).toEqual(new Set(["main"]));

  // Another question begins with its newest again.
  tree.filter = { flow: "main" };
  expect(await labels()).toHaveLength(201);
});

test("a list that holds all says no more, and of two projects the newest of both are in it", async () => {
  expect(await view(200).labels()).toHaveLength(200);
  expect(await view(100, 100).labels()).toHaveLength(200);
  const { tree } = view(150, 300);
  const shown = (await tree.getChildren()).flatMap((one) => (one.kind === "run" ? one.run.id : []));
  expect(shown).toHaveLength(200);
  expect(shown.filter((id) => id.startsWith("0."))).toHaveLength(100);
});
