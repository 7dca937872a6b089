import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GraphAnswer } from "@millrace/protocol";
import { expect, test } from "vitest";
import { Editor, Folder } from "./support/editor.js";

const examples = fileURLToPath(new URL("../../examples/flows", import.meta.url));
const names = readdirSync(examples).filter((name) => name.endsWith(".ts"));
const ETL = `import { flow, task } from "millrace";
import { load } from "./load.js";
export const etl = flow((url = "x") => load(url));
`;
const LOAD = `import { task } from "millrace";
export const load = task(async (url: string) => url);
`;

// The analysis' own tests cut at many more positions; this is about the server around it.
const STEP = 61;

test.each(names)("half-typed %s: the graph stays, and every feature answers", async (name) => {
  using folder = new Folder();
  await using editor = await Editor.start(folder);
  const text = readFileSync(join(examples, name), "utf8");
  const uri = await editor.open(name, text);
  const whole = await editor.graph(uri);
  const keysOf = (answer: GraphAnswer | null) => answer?.graph.flows.map(({ key }) => key) ?? [];
  let good = keysOf(whole);
  expect(good.length).toBeGreaterThan(0);
  for (let at = STEP; at < text.length; at += STEP) {
    await editor.type(uri, text.slice(0, at) + text.slice(at + 12));
    const lines = text.slice(0, at).split("\n");
    const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    const textDocument = { uri };
    const [answer] = await Promise.all([
      editor.graph(uri),
      ...["hover", "completion", "signatureHelp", "definition", "prepareRename"].map((method) =>
        editor.request(method, { textDocument, position }),
      ),
      ...["codeLens", "documentSymbol"].map((method) => editor.request(method, { textDocument })),
    ]);
    const where = `cut at ${at}: ${JSON.stringify(text.slice(at, at + 12))}`;
    if (answer?.stale) expect(keysOf(answer), where).toEqual(expect.arrayContaining(good));
    else good = keysOf(answer);
    expect(answer, where).not.toBeNull();
  }
  expect(editor.log.filter((line) => line.startsWith("Not answered"))).toEqual([]);
  await editor.type(uri, text);
  expect((await editor.graph(uri))?.graph).toEqual(whole?.graph);
});

test("a deleted file takes its flows along; one that an editor has open stays", async () => {
  using folder = new Folder({ "etl.ts": ETL, "load.ts": LOAD });
  await using editor = await Editor.start(folder);
  const load = await editor.open("load.ts", LOAD);
  expect(await editor.ask("millrace/flows", undefined)).toHaveLength(1);
  folder.remove("load.ts");
  await editor.onDisk("load.ts", 3);
  const kept = await editor.graph(folder.uri("etl.ts"));
  expect(kept?.graph.flows[0]?.nodes.map(({ label }) => label)).toContain("load");

  await editor.close(load);
  folder.remove("etl.ts");
  await editor.onDisk("etl.ts", 3);
  await editor.until(() => editor.changed.includes(folder.uri("etl.ts")));
  expect(await editor.ask("millrace/flows", undefined)).toEqual([]);
  expect(await editor.graph(folder.uri("etl.ts"))).toBeNull();
});

test("a renamed file is found under its new name, by those who import it", async () => {
  using folder = new Folder({ "etl.ts": ETL.replace("./load.js", "./store.js"), "load.ts": LOAD });
  await using editor = await Editor.start(folder);
  const [before] = await editor.ask("millrace/flows", undefined);
  expect(before?.tasks).toEqual([]);
  folder.remove("load.ts");
  folder.write("store.ts", LOAD);
  await editor.onDisk("load.ts", 3);
  await editor.onDisk("store.ts", 1);
  await editor.until(() => editor.changed.includes(folder.uri("etl.ts")));
  const [after] = await editor.ask("millrace/flows", undefined);
  expect(after?.tasks.map(({ key }) => key)).toEqual(["store.ts#load"]);
});

test("a closed document is again what is on the disk", async () => {
  using folder = new Folder({ "etl.ts": ETL, "load.ts": LOAD });
  await using editor = await Editor.start(folder);
  const uri = await editor.open(
    "etl.ts",
    ETL.replace("etl = flow(", 'etl = flow({ name: "draft" }, '),
  );
  expect((await editor.graph(uri))?.graph.flows[0]?.name).toBe("draft");
  await editor.close(uri);
  expect((await editor.graph(uri))?.graph.flows[0]?.name).toBe("etl");
});

test("a tsconfig that does not parse is told of, and everything else works", async () => {
  using folder = new Folder({
    "etl.ts": ETL,
    "load.ts": LOAD,
    "tsconfig.json": '{ "compilerOptions": { "paths": ',
  });
  await using editor = await Editor.start(folder);
  const text = ETL.replace("./load.js", "@tasks/load");
  const uri = await editor.open("etl.ts", text);
  expect((await editor.graph(uri))?.graph.flows).toHaveLength(1);
  await editor.type(uri, `${text}\n`);
  const file = folder.file("tsconfig.json");
  await editor.until(() => editor.log.some((line) => line.startsWith(`${file}: `)));
  expect(editor.log.find((line) => line.startsWith(file))).toContain("not valid JSON");
});

test("a workspace without millrace has no flows, and no complaint", async () => {
  using folder = new Folder({
    "a.ts": "export const task = () => 1;\ntask();\n",
    "b.js": "module.exports = 1;",
  });
  await using editor = await Editor.start(folder);
  const uri = await editor.open("a.ts", "export const task = () => 1;\ntask();\n");
  expect((await editor.graph(uri))?.graph.flows).toEqual([]);
  expect(await editor.diagnosticsOf(uri, 1)).toEqual([]);
  expect(await editor.ask("millrace/flows", undefined)).toEqual([]);
});

test("a generated file of 2 MB is skipped, and the log says so", async () => {
  const huge = `${LOAD}${"export const x = 'flow';\n".repeat(80_000)}`;
  using folder = new Folder({
    "etl.ts": ETL,
    "load.ts": LOAD,
    "huge.ts": huge,
    "dist/etl.js": ETL,
  });
  await using editor = await Editor.start(folder);
  const flows = await editor.ask("millrace/flows", undefined);
  expect(flows.map(({ uri }) => uri)).toEqual([folder.uri("etl.ts")]);
  await editor.until(() => editor.log.some((line) => line.includes("huge.ts")));
  expect(editor.log.find((line) => line.includes("huge.ts"))).toContain("Skipped: 2.0 MB");
  expect(await editor.graph(folder.uri("dist/etl.js"))).toBeNull();
});

test("circular imports", async () => {
  const load = `import { etl } from "./etl.js";\n${LOAD}export const again = () => etl("y");\n`;
  using folder = new Folder({ "etl.ts": ETL, "load.ts": load });
  await using editor = await Editor.start(folder);
  const [flow] = await editor.ask("millrace/flows", undefined);
  expect(flow?.tasks.map(({ name }) => name)).toEqual(["load"]);
});

test("a request that is cancelled is answered as such", async () => {
  using folder = new Folder({ "etl.ts": ETL });
  await using editor = await Editor.start(folder);
  const uri = await editor.open("etl.ts", ETL);
  const { CancellationTokenSource } = await import("vscode-languageserver-protocol");
  const source = new CancellationTokenSource();
  const answer = editor.connection.sendRequest("millrace/graph", { uri }, source.token);
  source.cancel();
  await expect(answer).rejects.toMatchObject({ code: -32800 });
});

test("folders that are added to the workspace are looked at, with progress", async () => {
  using folder = new Folder();
  using added = new Folder({ "etl.ts": ETL, "load.ts": LOAD });
  await using editor = await Editor.start(folder, {
    capabilities: { workspace: { workspaceFolders: true }, window: { workDoneProgress: true } },
  });
  await editor.until(() => editor.progress.at(-1) === "end");
  expect(await editor.ask("millrace/flows", undefined)).toEqual([]);
  await editor.addFolder(added);
  await editor.until(() => editor.progress.includes("report") && editor.progress.at(-1) === "end");
  expect(await editor.ask("millrace/flows", undefined)).toHaveLength(1);
  expect(editor.progress).toEqual(["begin", "end", "begin", "report", "end"]);
  // Who has a list of flows is told that there are more.
  await editor.until(() => editor.changed.includes(added.uri("etl.ts")));
});
