/** A task by itself: which ones can run so, the graph they get, where their code begins. */
import type { FlowGraph, GraphAnswer, Position } from "@millrace/protocol";
import { describe, expect, test } from "vitest";
import type { CodeLens } from "vscode-languageserver-protocol";
import { Editor, Folder } from "./support/editor.js";

const TASKS = `import { flow, task } from "millrace";

export const load = task(
  { retries: 3, retryDelay: "2s", timeout: "1m", tags: ["io"], cache: true },
  async (url: string, days = 30) => {
    // The beginning.
    return [url, days];
  },
);
const hidden = task((n: number) => n);
export { hidden as shown };
const own = task((n: number) => n);
export default task({ name: "count rows" }, (rows: string[]) => rows.length);
const several = task((n: number) => n);
export { several as zed, several as abc };
function plain(n: number) {
  return n;
}
export const wrapped = task(plain);
export const empty = task(() => {});

export class Report {
  constructor(readonly folder = "out") {}
  @task({ retries: 1 }) async write(text: string): Promise<void> {
    await this.sent(text);
  }
  sent = task((text: string) => text);
}
export class Needy {
  constructor(readonly folder: string) {}
  @task work() {}
  static other = task(() => 1);
}
export class Heir extends Needy {
  @task more() {}
}
export abstract class Base {
  @task common() {}
}
export class Concrete extends Base {
  @task special() {}
}
class Internal {
  @task work() {}
}
export const main = flow(async () => own(await hidden(1)));
`;

async function opened() {
  const folder = new Folder({ "package.json": "{}", "tasks.ts": TASKS });
  const editor = await Editor.start(folder);
  const uri = await editor.open("tasks.ts", TASKS);
  return {
    editor,
    uri,
    async [Symbol.asyncDispose]() {
      await editor[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

test("a lens runs the tasks that can run alone: exported, and of a class that is made without arguments", async () => {
  await using env = await opened();
  const lenses = await env.editor.request<CodeLens[]>("codeLens", {
    textDocument: { uri: env.uri },
  });
  const run = lenses.filter(({ command }) => command?.command === "millrace.runTask");
  expect(run.map(({ command }) => command?.arguments?.[0].task)).toEqual([
    "load",
    "shown",
    "default",
    "abc",
    "wrapped",
    "empty",
    "Report.write",
    "Report.sent",
    "Needy.other",
    "Concrete.special",
  ]);
});

test("those that no flow calls are listed, for nothing else names their runs", async () => {
  await using env = await opened();
  const tasks = await env.editor.ask("millrace/loneTasks", undefined);
  expect(tasks.map(({ key, name }) => [key, name])).toEqual([
    ["tasks.ts#load", "load"],
    ["tasks.ts#default", "count rows"],
    ["tasks.ts#abc", "several"],
    ["tasks.ts#wrapped", "wrapped"],
    ["tasks.ts#empty", "empty"],
    ["tasks.ts#Report.write", "write"],
    ["tasks.ts#Report.sent", "sent"],
    ["tasks.ts#Needy.other", "other"],
    ["tasks.ts#Concrete.special", "special"],
  ]);
  expect(new Set(tasks.map(({ uri }) => uri))).toEqual(new Set([env.uri]));
});

async function graphOf(task: string): Promise<FlowGraph | undefined> {
  await using env = await opened();
  const answer: GraphAnswer | null = await env.editor.ask("millrace/taskGraph", {
    uri: env.uri,
    task,
  });
  expect(answer?.graph.flows.length ?? 1).toBe(1);
  return answer?.graph.flows[0];
}

test.each([
  ["a task", "const load = task((n: number) => n);\nexport default load;", "task"],
  ["a task in brackets", "const load = task((n: number) => n);\nexport default (load);", "task"],
  [
    "one exported by its own name too",
    "export const load = task((n: number) => n);\nexport default load;",
    "task",
  ],
  ["a flow", "const load = flow(async () => 1);\nexport default load;", "flow"],
])("%s that is the default export runs by that name", async (_, code, kind) => {
  const text = `import { flow, task } from "millrace";\n${code}\n`;
  using folder = new Folder({ "package.json": "{}", "one.ts": text });
  await using editor = await Editor.start(folder);
  const uri = await editor.open("one.ts", text);
  const lenses = await editor.request<CodeLens[]>("codeLens", { textDocument: { uri } });
  expect(lenses[0]?.command).toMatchObject({
    command: kind === "task" ? "millrace.runTask" : "millrace.run",
    arguments: [{ uri, [kind]: "default" }],
  });
  expect(lenses[0]?.range).toEqual({
    start: positionIn(text, text.indexOf("load")),
    end: positionIn(text, text.indexOf("load") + 4),
  });
  const task = await editor.ask("millrace/taskGraph", { uri, task: "default" });
  expect(task?.graph.flows[0]?.key).toBe(kind === "task" ? "one.ts#default" : undefined);
  expect(
    (await editor.ask("millrace/flows", undefined)).map(({ key, exportName }) => [key, exportName]),
  ).toEqual(kind === "task" ? [] : [["one.ts#default", "default"]]);
});

test("its graph is one node, its parameters are the task's", async () => {
  const graph = await graphOf("load");
  expect(graph).toMatchObject({
    key: "tasks.ts#load",
    name: "load",
    exportName: "load",
    nodes: [
      {
        kind: "task",
        label: "load",
        task: "tasks.ts#load",
        options: { retries: 3, retryDelay: "2s", timeout: 60, tags: ["io"], cache: true },
      },
    ],
    edges: [],
  });
  expect(graph?.params.map(({ name, required }) => [name, required])).toEqual([
    ["url", true],
    ["days", false],
  ]);
});

test("it is named as the file exports it, and labelled as it calls itself", async () => {
  expect(await graphOf("default")).toMatchObject({ name: "count rows", key: "tasks.ts#default" });
  expect(await graphOf("shown")).toMatchObject({
    exportName: "shown",
    name: "hidden",
    key: "tasks.ts#shown",
  });
  expect(await graphOf("Report.write")).toMatchObject({
    name: "write",
    exportName: "Report.write",
  });
});

test.each(["const hidden", "own", "main", "Needy.work", "Internal.work", "Base.common", "nothing"])(
  "%s has no graph of its own",
  async (task) => expect(await graphOf(task)).toBeUndefined(),
);

test("the first call of its run is its node; calls within it are none", async () => {
  await using env = await opened();
  const nodes = await env.editor.ask("millrace/nodesForCallSites", {
    uri: env.uri,
    flow: "tasks.ts#Report.write",
    calls: [{ name: "write" }, { name: "sent", site: "tasks.ts:24:16" }],
  });
  const graph = await graphOf("Report.write");
  expect(nodes).toEqual([graph?.nodes[0]?.id, null]);
});

describe("its code begins", () => {
  test.each([
    ["const load", "return [url, days]"],
    ["const hidden", "n);\nexport"],
    ["const wrapped", "return n"],
    ["const empty", "{});\n\nexport class"],
    ["async write", "await this.sent"],
    ["sent = task", "text);\n}"],
  ])("%s at %s", async (definition, code) => {
    await using env = await opened();
    const start: Position | null = await env.editor.ask("millrace/taskStart", {
      uri: env.uri,
      position: positionOf(TASKS.indexOf(definition)),
    });
    expect(start).toEqual(positionOf(TASKS.indexOf(code)));
  });

  test("nowhere, where nothing is defined", async () => {
    await using env = await opened();
    const position = { line: 0, character: 0 };
    expect(await env.editor.ask("millrace/taskStart", { uri: env.uri, position })).toBeNull();
  });
});

function positionOf(offset: number): Position {
  return positionIn(TASKS, offset);
}

function positionIn(text: string, offset: number): Position {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
