/** What a run made for people to look at: what a panel is told of it, and what is opened. */
import type { Artifact, RunId } from "@millrace/protocol";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Agent } from "../../client/src/history/agent.js";
import { artifactShown } from "../../client/src/panel/artifact-shown.js";
import { Artifacts, type Made } from "../../client/src/panel/artifacts.js";
import { PanelRequests } from "../../client/src/panel/panel-requests.js";
import type { PanelSession } from "../../client/src/panel/panel-session.js";
import { RunModel } from "../../client/src/runs/run-model.js";
import type { Services } from "../../client/src/services.js";

const editor = vi.hoisted(() => ({
  openExternal: vi.fn(),
  openTextDocument: vi.fn(async (content: unknown) => content),
  showTextDocument: vi.fn(),
}));
vi.mock("vscode", async () => ({
  EventEmitter: (await import("./support/emitter.js")).Emitter,
  Uri: { parse: (text: string) => ({ toString: () => text }) },
  env: { openExternal: editor.openExternal },
  workspace: { openTextDocument: editor.openTextDocument },
  window: { showTextDocument: editor.showTextDocument },
}));

const made = (kind: Artifact["kind"], value: unknown, more: Partial<Artifact> = {}): Artifact => ({
  ...{ run: "r1", key: "key", kind, value, time: 1 },
  ...more,
});
const shown = (kind: Artifact["kind"], value: unknown) => artifactShown(made(kind, value)).content;

describe("a panel gets", () => {
  test("rows as a table with a column for each property that any of them has", () => {
    const rows = [{ region: "emea", total: 3 }, { region: "apac", note: { a: [1] } }, "odd"];
    expect(shown("table", rows)).toEqual({
      kind: "table",
      columns: ["region", "total", "note", "value"],
      rows: [
        ["emea", "3", "", ""],
        ["apac", "", '{\n  "a": [\n    1\n  ]\n}', ""],
        ["", "", "", "odd"],
      ],
    });
  });

  test("the first rows of many, and how many there are", () => {
    const table = shown(
      "table",
      Array.from({ length: 1_000 }, (_, index) => ({ index })),
    );
    expect(table).toMatchObject({ total: 1_000, rows: { length: 200 } });
  });

  test("rows that name what objects have by themselves", () => {
    expect(shown("table", [JSON.parse('{"__proto__":"x","constructor":"y"}')])).toMatchObject({
      columns: ["__proto__", "constructor"],
      rows: [["x", "y"]],
    });
  });

  test("the beginning of a long text, and how long it is", () => {
    expect(shown("markdown", "# Hi")).toEqual({ kind: "markdown", text: "# Hi" });
    expect(shown("markdown", "a".repeat(30_000))).toEqual({
      ...{ kind: "markdown", text: "a".repeat(20_000) },
      length: 30_000,
    });
  });

  test.each([
    ["https://example.com/report", true],
    ["http://localhost:3000", true],
    ["javascript:alert(1)", false],
    ["command:workbench.action.quit", false],
    ["vscode://an.extension/do", false],
    ["file:///etc/passwd", false],
    ["reports/today.html", false],
  ])("the link %s, which opens: %s", (url, opens) => {
    expect(shown("link", url)).toEqual({ kind: "link", url, opens });
  });

  test.each([
    ["data:image/png;base64,AAAA", "image"],
    ["data:image/svg+xml,<svg/>", "image"],
    ["data:text/html,<script>alert(1)</script>", "link"],
    ["https://example.com/chart.png", "link"],
  ])("the image %s as %s", (url, kind) => {
    expect(shown("image", url).kind).toBe(kind);
  });

  test("of an image too big to send where it begins", () => {
    const { kind, url } = shown("image", `data:image/png;base64,${"A".repeat(6_000_000)}`) as {
      kind: string;
      url: string;
    };
    expect([kind, url.length]).toEqual(["link", 2_001]);
  });
});

/** A history that has these by now. */
class FakeHistory {
  asked: RunId[] = [];
  readonly agent = {
    ask: async (_: string, { run }: { run: RunId }) => {
      this.asked.push(run);
      return this.kept.filter((one) => one.run === run);
    },
  } as unknown as Agent;

  constructor(public kept: Artifact[]) {}
}

function modelOf(run: RunId): RunModel {
  const begun = { run, seq: 1, time: 1, flow: "main", file: "/w/flow.ts", params: {} };
  return RunModel.started({ type: "run-started", ...begun }, "flow.ts#main");
}

function end(model: RunModel): void {
  const { id: run } = model.run;
  model.apply({
    ...{ type: "run-finished", run, seq: 3, time: Date.now(), duration: 1 },
    ...{ state: { type: "COMPLETED", name: "Completed" }, counts: {} },
  });
}

describe("a panel is told", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });
  const keys = (told: Made[]) => told.map(({ artifacts }) => artifacts.map(({ key }) => key));

  test("of those of a past run at once, and again only when they changed", async () => {
    const history = new FakeHistory([made("markdown", "a", { key: "one" })]);
    const told: Made[] = [];
    const artifacts = new Artifacts((one) => told.push(one));
    const model = modelOf("r1");
    end(model);
    await artifacts.begin(history.agent, model);
    await artifacts.read();
    expect(keys(told)).toEqual([["one"]]);
    expect(artifacts.shown?.run).toBe("r1");
    artifacts.end();
    expect(artifacts.shown).toBeUndefined();
    expect(artifacts.find("r1", "one")).toBeUndefined();
  });

  test("while the run goes on, and of what is written just after its end", async () => {
    const history = new FakeHistory([]);
    const told: Made[] = [];
    const artifacts = new Artifacts((one) => told.push(one));
    const model = modelOf("r1");
    await artifacts.begin(history.agent, model);
    await vi.runAllTimersAsync();
    history.kept.push(made("markdown", "a", { key: "one" }));
    artifacts.soon();
    artifacts.soon();
    await vi.runAllTimersAsync();
    expect(history.asked).toHaveLength(2);
    end(model);
    history.kept.push(made("link", "b", { key: "two" }));
    artifacts.soon();
    await vi.runAllTimersAsync();
    expect(keys(told)).toEqual([["one"], ["one", "two"]]);
    // Others' runs change the history too.
    vi.setSystemTime(Date.now() + 60_000);
    artifacts.soon();
    await vi.runAllTimersAsync();
    expect(history.asked).toHaveLength(3);
  });

  test("of those of the runs that the run called, but of no run that was left meanwhile", async () => {
    const history = new FakeHistory([made("markdown", "a", { run: "r2", key: "inner" })]);
    const told: Made[] = [];
    const artifacts = new Artifacts((one) => told.push(one));
    const model = modelOf("r1");
    const task = { task: "r1.1", name: "sub", attempt: 1, upstream: [] };
    const state = { type: "RUNNING", name: "Running" } as const;
    model.apply({ type: "task-state", run: "r1", seq: 2, time: 1, ...task, state });
    const called = { run: "r2", seq: 1, time: 1, flow: "sub", file: "/w/flow.ts", params: {} };
    model.apply({ type: "run-started", ...called, parentTask: "r1.1" });
    end(model);
    const reading = artifacts.begin(history.agent, model);
    artifacts.end();
    await reading;
    expect(told).toEqual([]);
    await artifacts.begin(history.agent, model);
    expect(keys(told)).toEqual([["inner"]]);
    expect(told[0]?.run).toBe("r1");
  });
});

describe("what a person opens", () => {
  const url = "https://example.com/report";
  const kept = [
    made("link", url, { key: "link" }),
    made("link", "command:workbench.action.quit", { key: "evil" }),
    made("markdown", `# ${"a".repeat(30_000)}`, { key: "text" }),
    made("table", [{ a: 1 }], { key: "table" }),
  ];
  const session = {
    artifacts: {
      find: (run: RunId, key: string) => kept.find((one) => one.run === run && one.key === key),
    },
  } as unknown as PanelSession;
  const requests = new PanelRequests(session, {} as Services, () => {});
  const open = (key: string) => requests.handle({ type: "openArtifact", run: "r1", key });
  beforeEach(() => vi.clearAllMocks());

  test("is an address of the web outside", async () => {
    await open("link");
    expect(String(editor.openExternal.mock.calls[0]?.[0])).toBe(url);
  });

  test.each([
    ["evil", "evil was not opened: command:workbench.action.quit is no address of the web"],
    ["gone", "gone is no longer among the artifacts of the run."],
  ])("is never anything else: %s", async (key, message) => {
    await expect(open(key)).rejects.toThrow(message);
    expect(editor.openExternal).not.toHaveBeenCalled();
  });

  test.each([
    ["text", { content: kept[2]?.value, language: "markdown" }],
    ["table", { content: '[\n  {\n    "a": 1\n  }\n]', language: "json" }],
  ])("is the whole %s in an editor", async (key, document) => {
    await open(key);
    expect(editor.showTextDocument).toHaveBeenCalledWith(document, { preview: true });
  });
});
