import { expect, test } from "vitest";
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CodeAction,
  CodeLens,
  CompletionItem,
  DocumentSymbol,
  InlayHint,
  Location,
  LocationLink,
  SignatureHelp,
  SymbolInformation,
  WorkspaceEdit,
} from "vscode-languageserver";
import { Editor, Folder } from "./support/editor.js";
import { covered, marked } from "./support/marked.js";

const TASKS = `import { task } from "millrace";
/** Gets the rows. */
export const extract = task({ tags: ["io"] }, async (url: string): Promise<string[]> => [url]);
export const load = task({ name: "store", tags: ["io", "slow"] }, async (rows: string[]) => rows.length);
`;
const ETL = `import { flow } from "millrace";
import { extract, load as save } from "./tasks.js";
export const etl = flow({ name: "nightly" }, async (url = "x") => {
  const rows = extract(url);
  const count = await save(rows);
  return count;
});
`;

/** The editor with both files, etl.ts open with the text around the mark. */
async function opened(text = ETL) {
  const folder = new Folder({ "etl.ts": ETL, "tasks.ts": TASKS });
  const editor = await Editor.start(folder);
  const source = text.includes("|>") ? marked(text) : { text, position: { line: 0, character: 0 } };
  const uri = await editor.open("etl.ts", source.text);
  const at = { textDocument: { uri }, position: source.position };
  const cleanup = async () => {
    await editor[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  };
  return { folder, editor, uri, at, text: source.text, [Symbol.asyncDispose]: cleanup };
}

test("lenses: run, debug and graph above a flow, the last state of flows and tasks", async () => {
  await using env = await opened();
  const { editor, folder, uri, text } = env;
  const started = Date.now() - 125_000;
  const state = { type: "FAILED", name: "TimedOut" } as const;
  const recent = { runs: 20, completed: 18 };
  await editor.connection.sendNotification("millrace/runHistory", {
    flows: [
      {
        key: "etl.ts#etl",
        last: { run: "r1", state, started, duration: 3000, failedTask: "store" },
        recent,
      },
    ],
    tasks: [
      {
        key: "tasks.ts#extract",
        last: {
          run: "r1",
          state: { type: "COMPLETED", name: "Completed" },
          started,
          duration: 1500,
        },
        recent,
      },
    ],
  });
  const lenses = await editor.request<CodeLens[]>("codeLens", { textDocument: { uri } });
  expect(lenses.map(({ command, range }) => [command?.title, covered(text, range)])).toEqual([
    ["$(play) Run", "etl"],
    ["$(debug-alt) Debug", "etl"],
    ["$(type-hierarchy-sub) Graph", "etl"],
    ["Timed out 2 m ago at store", "etl"],
  ]);
  expect(lenses.map(({ command }) => [command?.command, ...(command?.arguments ?? [])])).toEqual([
    ["millrace.run", { uri, flow: "etl" }],
    ["millrace.debug", { uri, flow: "etl" }],
    ["millrace.showGraph", { uri, flow: "etl" }],
    ["millrace.showRun", { run: "r1", uri }],
  ]);
  const tasks = await editor.open("tasks.ts", TASKS);
  const above = await editor.request<CodeLens[]>("codeLens", { textDocument: { uri: tasks } });
  expect(above.map(({ command }) => command?.title)).toEqual([
    "$(play) Run task",
    "Completed 2 m ago, took 1.5 s",
    "$(play) Run task",
  ]);
  expect(folder.uri("tasks.ts")).toBe(tasks);
});

test("of two projects with the same keys each has its own history", async () => {
  await using env = await opened();
  const { editor, folder, uri } = env;
  const state = { type: "COMPLETED", name: "Completed" } as const;
  const sample = (project: string, run: string) => ({
    key: "etl.ts#etl",
    folder: project,
    last: { run, state, started: Date.now() },
    recent: { runs: 1, completed: 1 },
  });
  const runs = async () => {
    const lenses = await editor.request<CodeLens[]>("codeLens", { textDocument: { uri } });
    const shown = lenses.filter(({ command }) => command?.command === "millrace.showRun");
    return shown.map(({ command }) => command?.arguments?.[0].run);
  };
  await editor.connection.sendNotification("millrace/runHistory", {
    flows: [sample("/elsewhere", "theirs"), sample(folder.path, "ours")],
    tasks: [],
  });
  expect(await runs()).toEqual(["ours"]);
  await editor.connection.sendNotification("millrace/runHistory", {
    flows: [sample("/elsewhere", "theirs")],
    tasks: [],
  });
  expect(await runs()).toEqual([]);
});

test("an editor without our commands gets no lens", async () => {
  using folder = new Folder();
  await using editor = await Editor.start(folder, { initializationOptions: {} });
  const uri = await editor.open("etl.ts", ETL);
  expect(await editor.request<CodeLens[]>("codeLens", { textDocument: { uri } })).toEqual([]);
});

async function completions(text: string): Promise<string[]> {
  await using env = await opened(text);
  await env.editor.ask("millrace/flows", undefined);
  const items = await env.editor.request<CompletionItem[]>("completion", env.at);
  return items.map(({ label }) => label);
}

test("completion offers the options that are not there yet", async () => {
  const flow = await completions(ETL.replace('"nightly" }', '"nightly", |> }'));
  expect(flow).toContain("maxTasks");
  expect(flow).toContain("retries");
  expect(flow).not.toContain("name");
  expect(flow).not.toContain("cache");
  const cache = await completions(
    ETL.replace("extract(url)", "extract.with({ cache: { |> } })(url)"),
  );
  expect(cache).toEqual(["key", "expires", "refresh"]);
  expect(await completions(ETL.replace("extract(url)", "other({ |> })"))).toEqual([]);
});

test("completion offers values, tags in use, and futures that may be waited for", async () => {
  expect(await completions(ETL.replace('"nightly"', '"nightly", logPrints: |>'))).toEqual([
    "true",
    "false",
  ]);
  const withTags = ETL.replace("extract(url)", 'extract.with({ tags: ["|>"] })(url)');
  expect(await completions(withTags)).toEqual(["io", "slow"]);
  const withWait = ETL.replace("save(rows)", "save.with({ waitFor: [|>] })([])");
  expect(await completions(withWait)).toEqual(["rows"]);
});

test("completion offers limits in use where one is named, and what else a limit may be", async () => {
  const limited = (value: string) =>
    ETL.replace("extract(url)", `extract.with({ concurrency: ${value} })(url)`)
      .replace(
        "export const",
        'export const slow = task({ concurrency: { name: "db", limit: 4 } }, async () => 1);\nexport const',
      )
      .replace("{ flow }", "{ flow, task }");
  expect(await completions(limited('"|>"'))).toEqual(["db"]);
  expect(await completions(limited('["|>"]'))).toEqual(["db"]);
  expect(await completions(limited('{ name: "|>" }'))).toEqual(["db"]);
  expect(await completions(limited("|>"))).toContain('{ name: "api", rate: 10, per: "1s" }');
  expect(await completions(limited('{ name: "x", |> }'))).toEqual(["limit", "rate", "per"]);
});

test("completion offers what millrace.config.ts may say", async () => {
  const config = (settings: string) =>
    `import { defineConfig } from "millrace";\nexport default defineConfig({ ${settings} });`;
  expect(await completions(config("limits: {}, |> "))).toEqual(["alerts", "workers", "retention"]);
  expect(await completions(config("retention: { |> }"))).toEqual([
    "olderThan",
    "keep",
    "unusedFor",
  ]);
});

test("completion offers what files, threads, schedules and alerts may say", async () => {
  const task = (options: string) =>
    ETL.replace("extract(url)", `extract.with({ ${options} })(url)`);
  const flow = (options: string) => ETL.replace('"nightly" }', `"nightly", ${options} }`);
  expect(await completions(task('runIn: "|>"'))).toEqual(["worker", "main"]);
  expect(await completions(task("files: { |> }"))).toEqual(["inputs", "outputs", "cwd"]);
  expect(await completions(flow('schedule: { every: "1h", overlap: "|>" }'))).toContain("queue");
  expect(await completions(flow('alerts: [{ on: "|>" }]'))).toContain("recovery");
});

test("completion offers nothing in an object that is not one of options", async () => {
  const flow = (options: string) => ETL.replace('"nightly" }', `"nightly", ${options} }`);
  expect(await completions(flow('schedule: { every: "1h", parameters: { |> } }'))).toEqual([]);
  expect(await completions(flow("schedules: [{ parameters: { every: |> } }]"))).toEqual([]);
  expect(await completions(flow("alerts: [{ atMost: { |> } }]"))).toEqual([]);
  expect(await completions(flow("alerts: [{ |> }]"))).toContain("atMost");
});

test("the signature of a task, and of its map", async () => {
  const help = async (text: string) => {
    await using env = await opened(text);
    return await env.editor.request<SignatureHelp | null>("signatureHelp", env.at);
  };
  expect(await help(ETL.replace("extract(url)", "extract(|>)"))).toMatchObject({
    signatures: [
      {
        label: "extract(url: string): Promise<string[]>",
        documentation: { value: "Gets the rows." },
      },
    ],
    activeParameter: 0,
  });
  expect(await help(ETL.replace("extract(url)", "extract.map([url|>])"))).toMatchObject({
    signatures: [{ label: "extract.map(url: Iterable<string>): Promise<string[]>" }],
  });
  expect(await help(ETL.replace("extract(url)", "other(|>)"))).toBeNull();
});

test("inlay hints name the task a value comes from, where a person wants them", async () => {
  using folder = new Folder({ "tasks.ts": TASKS });
  await using editor = await Editor.start(folder);
  const uri = await editor.open("etl.ts", ETL);
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const hints = async () => {
    const found = await editor.request<InlayHint[]>("inlayHint", { textDocument: { uri }, range });
    return found.map(({ label, position }) => [label, position.line, position.character]);
  };
  expect(await hints()).toEqual([]);
  await editor.connection.sendNotification("workspace/didChangeConfiguration", {
    settings: { millrace: { inlayHints: { taskValues: true } } },
  });
  expect(await hints()).toEqual([
    ["<- extract", 3, 12],
    ["<- store", 4, 13],
  ]);
});

test("definition and references of a task, through an alias, from every place it is named", async () => {
  await using env = await opened(ETL.replace("await save(", "await sa|>ve("));
  const [definition] = await env.editor.request<LocationLink[]>("definition", env.at);
  expect(definition?.targetUri).toBe(env.folder.uri("tasks.ts"));
  expect(covered(TASKS, definition?.targetSelectionRange ?? never)).toBe("load");
  const found = await env.editor.request<Location[]>("references", {
    ...env.at,
    context: { includeDeclaration: true },
  });
  expect(
    found.map(({ uri, range }) => {
      const text = uri === env.uri ? env.text : TASKS;
      return `${uri.split("/").at(-1)}:${range.start.line} ${covered(text, range)}`;
    }),
  ).toEqual(["etl.ts:1 save", "etl.ts:4 save", "tasks.ts:3 load"]);
});
const never = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

test("a name that is shadowed is not the task", async () => {
  await using env = await opened(
    ETL.replace("async (url", "async (extract").replace("= extract(", "= ext|>ract("),
  );
  expect(await env.editor.request("definition", env.at)).toEqual([]);
});

test("renaming: a name in a string, a tag wherever it is used, no variable", async () => {
  const rename = async (text: string, newName: string) => {
    await using env = await opened(text);
    const range = await env.editor.request<{ placeholder: string } | null>("prepareRename", env.at);
    const edit = await env.editor.request<WorkspaceEdit | null>("rename", { ...env.at, newName });
    const edits = Object.entries(edit?.changes ?? {}).flatMap(([uri, all]) =>
      all.map((one) => `${uri.split("/").at(-1)}:${one.range.start.line} ${one.newText}`),
    );
    return [range?.placeholder, ...edits];
  };
  expect(await rename(ETL.replace("nightly", "nig|>htly"), "hourly")).toEqual([
    "nightly",
    "etl.ts:2 hourly",
  ]);
  const tagged = ETL.replace("extract(url)", 'extract.with({ tags: ["i|>o"] })(url)');
  expect(await rename(tagged, "disk")).toEqual([
    "io",
    "etl.ts:3 disk",
    "tasks.ts:2 disk",
    "tasks.ts:3 disk",
  ]);
  expect(await rename(ETL.replace("count =", "cou|>nt ="), "n")).toEqual([undefined]);
});

test("symbols of a document and of the workspace", async () => {
  await using env = await opened();
  const { editor, uri } = env;
  const symbols = await editor.request<DocumentSymbol[]>("documentSymbol", {
    textDocument: { uri },
  });
  expect(symbols.map(({ name, detail }) => [name, detail])).toEqual([["etl", "flow nightly"]]);
  const found: SymbolInformation[] = await editor.connection.sendRequest("workspace/symbol", {
    query: "sto",
  });
  expect(found.map(({ name, containerName }) => [name, containerName])).toEqual([
    ["store", "task load"],
  ]);
});

test("call hierarchy: who calls a task, and what a flow calls", async () => {
  await using env = await opened(ETL.replace("= extract(", "= ext|>ract("));
  const { editor, at, text } = env;
  const [task] = await editor.request<CallHierarchyItem[]>("prepareCallHierarchy", at);
  const [incoming] = await editor.connection.sendRequest<CallHierarchyIncomingCall[]>(
    "callHierarchy/incomingCalls",
    { item: task },
  );
  expect(incoming?.from.name).toBe("nightly");
  expect(incoming?.fromRanges.map((range) => covered(text, range))).toEqual(["extract"]);
  const outgoing = await editor.connection.sendRequest<CallHierarchyOutgoingCall[]>(
    "callHierarchy/outgoingCalls",
    { item: incoming?.from },
  );
  expect(
    outgoing.map(({ to, fromRanges }) => [
      to.name,
      fromRanges.map((range) => covered(text, range)),
    ]),
  ).toEqual([
    ["extract", ["extract"]],
    ["store", ["save"]],
  ]);
});

test("findings are published with a code, follow the severity setting, and can be silenced", async () => {
  const text = TASKS.replace('tags: ["io"]', "retires: 3");
  using folder = new Folder();
  const initializationOptions = { editorCommands: true, rulePages: "file:///docs/rules" };
  await using editor = await Editor.start(folder, { initializationOptions });
  const uri = await editor.open("tasks.ts", text);
  const [finding] = await editor.diagnosticsOf(uri, 1);
  expect(finding).toMatchObject({
    ...{ code: "MR301", source: "millrace", severity: 1 },
    codeDescription: { href: "file:///docs/rules/MR301.md" },
  });
  const range = finding?.range ?? never;
  expect(covered(text, range)).toBe("retires");
  const actions = await editor.request<CodeAction[]>("codeAction", {
    textDocument: { uri },
    range,
    context: { diagnostics: [finding] },
  });
  expect(actions.map(({ title }) => title)).toContain("Disable MR301 for this line");
  const rename = actions.find(({ edit }) =>
    edit?.changes?.[uri]?.some(({ newText }) => newText === "retries"),
  );
  expect(rename?.isPreferred).toBe(true);

  await editor.connection.sendNotification("workspace/didChangeConfiguration", {
    settings: { millrace: { diagnostics: { severity: { MR301: "off" } } } },
  });
  await editor.type(uri, `${text}\n`);
  expect(await editor.diagnosticsOf(uri, 2)).toEqual([]);
});

test("what is changed in one file is a finding in another that is open", async () => {
  const limited = (limit: number) =>
    `import { task } from "millrace";\nexport const t${limit} = task({ concurrency: { name: "db", limit: ${limit} } }, async () => 1);\n`;
  using folder = new Folder({ "one.ts": limited(1), "two.ts": limited(1) });
  await using editor = await Editor.start(folder);
  const one = await editor.open("one.ts", limited(1));
  const two = await editor.open("two.ts", limited(1));
  await editor.ask("millrace/flows", undefined);
  expect((await editor.diagnosticsOf(one, 1)).map(({ code }) => code)).not.toContain("MR308");
  await editor.type(two, limited(2));
  await editor.until(() => editor.diagnosticsNow(one).some(({ code }) => code === "MR308"));
  await editor.type(two, limited(1));
  await editor.until(() => editor.diagnosticsNow(one).every(({ code }) => code !== "MR308"));
});
