import type { FlowSummary, GraphAnswer } from "@millrace/protocol";
import { expect, test } from "vitest";
import { Editor, Folder } from "./support/editor.js";

const ETL = `import { flow, task } from "millrace";
import { load } from "./load.js";
export const extract = task(async (url: string) => [url]);
export const etl = flow((url = "x") => load(extract(url)));
`;
const LOAD = `import { task } from "millrace";
export const load = task(async (rows: string[]) => rows.length);
`;

const labels = (answer: GraphAnswer | null) =>
  answer?.graph.flows.map(({ nodes }) => nodes.map(({ label }) => label).join(" "));

test("the graph of a document is that of its unsaved text", async () => {
  using folder = new Folder({ "etl.ts": ETL, "load.ts": LOAD });
  await using editor = await Editor.start(folder);
  const uri = await editor.open("etl.ts", ETL);

  await editor.type(uri, ETL.replace("load(extract(url))", "extract(url)"));

  const answer = await editor.graph(uri);
  expect(labels(answer)).toEqual(["extract return url"]);
  expect(answer?.version).toBe(2);
  expect(answer?.graph.file).toBe(folder.file("etl.ts"));
  expect(answer?.graph.flows[0]?.key).toBe("etl.ts#etl");
});

test("a document that nobody knows has no graph, and one that is only on the disk has no version", async () => {
  using folder = new Folder({ "etl.ts": ETL, "load.ts": LOAD });
  await using editor = await Editor.start(folder);
  expect(await editor.graph(folder.uri("none.ts"))).toBeNull();
  const answer = await editor.graph(folder.uri("etl.ts"));
  expect(labels(answer)).toEqual(["extract load return url"]);
  expect(answer?.version).toBeNull();
});

test("a call whose value nobody can follow is known by its type, which is looked up when there is time", async () => {
  const text = `import { flow } from "millrace";
import type { Services } from "./services.js";
export const main = flow(async (services: Services) => { await services.send("hello"); });
`;
  const services = `import { task } from "millrace";
const send = task(async (text: string) => text.length);
export interface Services { send: typeof send; close(): void }
`;
  using folder = new Folder({ "main.ts": text, "services.ts": services });
  await using editor = await Editor.start(folder);
  const uri = await editor.open("main.ts", text);
  const told = async () => {
    const seen = editor.changed.length;
    await editor.until(() => editor.changed.slice(seen).includes(uri));
    return labels(await editor.graph(uri));
  };
  expect(await told()).toEqual(["send"]);

  // What was known of a call stays known while the text around it changes, and of its like.
  await editor.type(uri, text.replace("{ await", '{ await services.send("first"); await'));
  expect(labels(await editor.graph(uri))).toEqual(["send send"]);

  await editor.type(uri, text.replace('services.send("hello")', "services.close()"));
  expect(labels(await editor.graph(uri))).toEqual([""]);

  await editor.type(uri, text);
  expect(labels(await editor.graph(uri))).toEqual(["send"]);

  // The types of another file are another answer, though nothing else of it is used.
  const other = await editor.open("services.ts", services);
  const gone = told();
  await editor.type(other, services.replace("send: typeof send", "send(text: string): void"));
  expect(await gone).toEqual([""]);
});

test("the editor is told when the meaning changed, and not when lines move", async () => {
  using folder = new Folder({ "etl.ts": ETL, "load.ts": LOAD });
  await using editor = await Editor.start(folder);
  await editor.ask("millrace/flows", undefined);
  const uri = await editor.open("etl.ts", ETL);

  await editor.type(uri, `// a comment\n\n${ETL}`);
  // Findings are published after the graph was compared.
  await editor.diagnosticsOf(uri, 2);
  expect(editor.changed).toEqual([]);

  await editor.type(uri, ETL.replace("load(extract(url))", "extract(url)"));
  await editor.diagnosticsOf(uri, 3);
  expect(editor.changed).toEqual([uri]);
});

test("an edit of one file changes the graph of another, open or not", async () => {
  using folder = new Folder({ "etl.ts": ETL, "load.ts": LOAD });
  await using editor = await Editor.start(folder);
  await editor.ask("millrace/flows", undefined);
  const load = await editor.open("load.ts", LOAD);

  await editor.type(load, LOAD.replace("task(async", 'task({ name: "store" }, async'));

  await editor.until(() => editor.changed.includes(folder.uri("etl.ts")));
  expect(labels(await editor.graph(folder.uri("etl.ts")))).toEqual(["extract store return url"]);
});

test("text that does not parse keeps the last good graph, and says so", async () => {
  using folder = new Folder({ "etl.ts": ETL, "load.ts": LOAD });
  await using editor = await Editor.start(folder);
  const uri = await editor.open("etl.ts", ETL);
  expect((await editor.graph(uri))?.stale).toBeUndefined();

  await editor.type(uri, ETL.replace("load(extract(url)));", "load(ext"));

  const answer = await editor.graph(uri);
  expect(labels(answer)).toEqual(["extract load return url"]);
  expect(answer?.version).toBe(1);
  expect(answer?.stale?.message).toContain("This does not parse: ");
});

test("flows that are asked for before the files are looked at wait for that", async () => {
  using folder = new Folder({ "etl.ts": ETL, "load.ts": LOAD });
  // The editor is first asked for a place to show the progress in.
  const capabilities = { window: { workDoneProgress: true } };
  await using editor = await Editor.start(folder, { capabilities });
  expect(await editor.ask("millrace/flows", undefined)).toHaveLength(1);
});

test("flows of the whole workspace, of every folder, with their parameters and tasks", async () => {
  using folder = new Folder({ "etl.ts": ETL, "load.ts": LOAD, "other/x.js": "export {};" });
  using second = new Folder({
    "job.js": ETL.replace('"./load.js"', `"${folder.file("load.ts")}"`),
  });
  await using editor = await Editor.start(folder, {}, [second]);
  const flows: FlowSummary[] = await editor.ask("millrace/flows", undefined);
  expect(flows.map(({ uri, name }) => `${uri} ${name}`)).toEqual([
    `${folder.uri("etl.ts")} etl`,
    `${second.uri("job.js")} etl`,
  ]);
  expect(flows[0]?.params.map(({ name, default: value }) => [name, value])).toEqual([["url", "x"]]);
  expect(flows[0]?.tasks.map(({ key, name }) => [key, name])).toEqual([
    ["etl.ts#extract", "extract"],
    ["load.ts#load", "load"],
  ]);
});

test("an edge explains itself, with the places that make it", async () => {
  using folder = new Folder({ "etl.ts": ETL, "load.ts": LOAD });
  await using editor = await Editor.start(folder);
  const uri = await editor.open("etl.ts", ETL);
  const flow = (await editor.graph(uri))?.graph.flows[0];
  const explained = await Promise.all(
    (flow?.edges ?? []).map((edge) =>
      editor.ask("millrace/explainEdge", { uri, flow: flow?.key ?? "", edge }),
    ),
  );
  expect(explained.map((each) => each?.text)).toEqual([
    "Parameter `url` goes into `extract`.",
    "The result of `extract` goes into `load`.",
    "The result of `load` is returned.",
  ]);
  for (const each of explained) {
    expect(each?.evidence).toMatchObject([
      {
        location: { file: folder.file("etl.ts"), range: { start: { line: 3 } } },
        code: 'export const etl = flow((url = "x") => load(extract(url)));',
      },
    ]);
  }
});

test("the calls of a run are found in the graph", async () => {
  using folder = new Folder({ "etl.ts": ETL, "load.ts": LOAD });
  await using editor = await Editor.start(folder);
  const uri = await editor.open("etl.ts", ETL);
  const file = folder.file("etl.ts");
  const nodes = await editor.ask("millrace/nodesForCallSites", {
    uri,
    flow: "etl.ts#etl",
    calls: [
      { name: "extract", site: `${file}:4:45` },
      { name: "load", site: `${file}:4:40` },
      { name: "seen at run time only", site: `${file}:1:1` },
    ],
  });
  expect(nodes).toEqual(["etl/extract#1", "etl/load#1", null]);
});

test("a tsconfig with paths, found anew when it changes", async () => {
  const etl = ETL.replace("./load.js", "@tasks/load");
  const config = (to: string) =>
    JSON.stringify({ compilerOptions: { paths: { "@tasks/*": [to] } } });
  using folder = new Folder({
    "etl.ts": etl,
    "lib/load.ts": LOAD,
    "tsconfig.json": config("./no/*"),
  });
  await using editor = await Editor.start(folder);
  const uri = await editor.open("etl.ts", etl);
  expect(labels(await editor.graph(uri))).not.toEqual(["extract load return url"]);

  folder.write("tsconfig.json", config("./lib/*"));
  await editor.onDisk("tsconfig.json", 2);

  expect(labels(await editor.graph(uri))).toEqual(["extract load return url"]);
});

test("JavaScript with JSDoc types, and an untitled document", async () => {
  using folder = new Folder();
  await using editor = await Editor.start(folder);
  const script = `import { flow, task } from "millrace";
const load = task(/** @param {string} url */ async (url) => url);
export const etl = flow(/** @param {string} url @param {"a" | "b"} [mode] */ (url, mode) => load(url));
`;
  const uri = await editor.open("etl.mjs", script, "javascript");
  const params = (await editor.graph(uri))?.graph.flows[0]?.params;
  expect(params?.map(({ name, type, required }) => [name, type, required])).toEqual([
    ["url", "string", true],
    ["mode", '"a" | "b"', false],
  ]);
  const untitled = await editor.open("untitled:Untitled-1", ETL.replace(/import { load.*\n/, LOAD));
  expect(labels(await editor.graph(untitled))).toEqual(["extract load return url"]);
});
