/** Runs called in a run: folded into it, and put on the nodes of the groups that their calls are. */
import type { RunEvent, RunSnapshot, State, StateName, StateType } from "@millrace/protocol";
import { describe, expect, test } from "vitest";
import type { Composition } from "../../client/src/panel/compose.js";
import { type AskForNodes, TaskNodes } from "../../client/src/panel/task-nodes.js";
import { RunModel } from "../../client/src/runs/run-model.js";
import { drawn } from "./support/drawn.js";

const TYPES: Partial<Record<StateName, StateType>> = {
  Pending: "PENDING",
  Running: "RUNNING",
  Completed: "COMPLETED",
  Failed: "FAILED",
};
const state = (name: StateName): State => ({ type: TYPES[name] ?? "FAILED", name });

/** Events with a `seq` of its own for each run; `main` is the run shown. */
class Script {
  readonly #seq = new Map<string, number>();
  readonly model: RunModel;
  #time = 0;

  constructor() {
    const event = { ...this.#common("main"), flow: "main", file: "/w/flow.ts", params: {} };
    this.model = RunModel.started({ type: "run-started", ...event }, "flow.ts#main");
  }

  starts(run: string, parentTask: string): void {
    const parent = runOf(parentTask);
    const event = { ...this.#common(run), flow: run, file: "/w/flow.ts", params: {} };
    this.model.apply({ type: "run-started", ...event, parent, parentTask });
  }

  task(id: string, to: StateName, more: { name?: string; node?: string; message?: string } = {}) {
    const { name = id, node, message } = more;
    const error = message === undefined ? {} : { error: { name: "Error", message, stack: [] } };
    const same = { attempt: 1, upstream: [], ...(node && { node }), ...error };
    const event = { ...this.#common(runOf(id)), task: id, name, state: state(to), ...same };
    this.model.apply({ type: "task-state", ...event });
  }

  log(run: string, message: string, task?: string): void {
    const event = { ...this.#common(run), level: "info", message } as const;
    this.model.apply({ type: "log", ...event, ...(task && { task }) });
  }

  ends(run: string, name: StateName): void {
    const end = { state: state(name), duration: 1, counts: {} };
    this.model.apply({ type: "run-finished", ...this.#common(run), ...end } as RunEvent);
  }

  #common(run: string) {
    const seq = (this.#seq.get(run) ?? 0) + 1;
    this.#seq.set(run, seq);
    return { run, seq, time: ++this.#time };
  }
}

const runOf = (task: string) => task.slice(0, task.lastIndexOf("."));
const words = (model: RunModel) => model.tasks.map(({ id, state: { name } }) => `${id} ${name}`);

describe("runs called in a run", () => {
  test("are part of it, whoever called them, as their events come", () => {
    const script = new Script();
    script.task("main.1", "Running");
    script.starts("sub", "main.1");
    script.task("sub.1", "Running");
    script.starts("deep", "sub.1");
    script.task("main.2", "Completed");
    script.task("deep.1", "Completed");
    script.ends("deep", "Completed");
    script.ends("sub", "Completed");
    expect(words(script.model)).toEqual([
      "main.1 Running",
      "sub.1 Running",
      "main.2 Completed",
      "deep.1 Completed",
    ]);
    expect(script.model.tasks.map(({ subflow }) => subflow)).toEqual([
      "sub",
      "deep",
      undefined,
      undefined,
    ]);
    expect([script.model.missing, script.model.ended]).toEqual([0, false]);
  });

  test("of another run change nothing", () => {
    const { model } = new Script();
    const event = { seq: 1, run: "x", time: 1, flow: "x", file: "/x.ts", params: {} };
    model.apply({ type: "run-started", ...event, parent: "y", parentTask: "y.1" });
    model.apply({ type: "log", seq: 2, run: "x", time: 2, level: "info", message: "no" });
    expect([model.logs, model.missing]).toEqual([[], 0]);
  });

  test("speak in its log: what no task says is said by the call", () => {
    const script = new Script();
    script.task("main.1", "Running");
    script.starts("sub", "main.1");
    script.log("main", "before");
    script.log("sub", "of the flow itself");
    script.log("sub", "of a task", "sub.1");
    expect(script.model.logs.map(({ message, task }) => [message, task])).toEqual([
      ["before", undefined],
      ["of the flow itself", "main.1"],
      ["of a task", "sub.1"],
    ]);
  });

  test("that fail: the task to look at first is the innermost", () => {
    const script = new Script();
    script.task("main.1", "Running");
    script.starts("sub", "main.1");
    script.task("sub.1", "UpstreamFailed");
    script.task("sub.2", "Running");
    script.starts("deep", "sub.2");
    script.task("deep.1", "Failed", { message: "here" });
    script.task("sub.2", "Failed");
    script.task("main.1", "Failed");
    script.ends("main", "Failed");
    expect(script.model.failedTask?.id).toBe("deep.1");
  });

  test("anew, as another attempt, take the place of those before", () => {
    const script = new Script();
    const { model } = script;
    const changes = model.follow();
    script.task("main.1", "Running");
    script.starts("first", "main.1");
    script.task("first.1", "Running");
    script.starts("deep", "first.1");
    script.task("deep.1", "Failed");
    expect(changes.take().forgot).toBe(false);
    script.starts("second", "main.1");
    script.task("second.1", "Completed");
    expect(words(model)).toEqual(["main.1 Running", "second.1 Completed"]);
    const { forgot, tasks } = changes.take();
    expect([forgot, tasks.map(({ id }) => id)]).toEqual([true, ["main.1", "second.1"]]);
  });

  test("that crash with the process crash with it", () => {
    const script = new Script();
    script.task("main.1", "Running");
    script.starts("sub", "main.1");
    script.task("sub.1", "Running");
    script.model.lose("was ended by SIGKILL", 500);
    expect(words(script.model)).toEqual(["main.1 Crashed", "sub.1 Crashed"]);
  });

  test("are restored from the history, with their lines in the order of time", () => {
    const run = (id: string, more: object) => ({
      id,
      flow: id,
      flowKey: `flow.ts#${id}`,
      file: "/w/flow.ts",
      params: {},
      state: state("Running"),
      created: 1,
      seq: 3,
      subflows: [],
      counts: {},
      artifacts: [],
      inputs: [],
      tasks: [
        {
          id: `${id}.1`,
          taskKey: "flow.ts#load",
          name: "load",
          state: state("Running"),
          attempt: 1,
          created: 1,
          upstream: [],
        },
      ],
      ...more,
    });
    const main: RunSnapshot = run("main", {});
    const sub: RunSnapshot = run("sub", { parent: "main", parentTask: "main.1" });
    const line = (of: string, seq: number, message: string) =>
      ({ run: of, seq, time: seq, level: "info", message }) as const;
    const lines = [line("main", 2, "a"), line("sub", 3, "b"), line("sub", 4, "not yet")];
    const model = RunModel.restored(main, lines, [sub]);
    expect([...model.entries.values()].map(({ task, within }) => [task.id, within])).toEqual([
      ["main.1", undefined],
      ["sub.1", "main.1"],
    ]);
    expect(model.logs.map(({ message, task }) => [message, task])).toEqual([
      ["a", undefined],
      ["b", "main.1"],
    ]);
    // It goes on where the snapshot ended.
    model.apply({ type: "log", ...line("sub", 4, "c") });
    expect([model.logs.length, model.missing]).toEqual([3, 0]);
  });
});

describe("their task runs on the graph", () => {
  const files = {
    "flow.ts": `import { flow, task } from "millrace";
const load = task(async () => 1);
export const sub = flow(async () => { await load(); });
export const main = flow(async () => { await sub(); await sub(); });`,
  };
  /** Calls are at `/w/flow.ts:LINE:1`, and are the node of that line. */
  const lines: Record<string, (string | null)[]> = {
    "flow.ts#main": [null, "main/sub#1", "main/sub#2"],
    "flow.ts#sub": ["sub/load#1"],
  };
  const asked: string[] = [];
  const ask: AskForNodes = async ({ flow, calls }) => {
    asked.push(`${flow} ${calls.length}`);
    return calls.map(({ site }) => lines[flow]?.[Number(site?.split(":")[1])] ?? null);
  };
  const at = (line: number) => ({ node: `/w/flow.ts:${line}:1` });

  test("are nodes of the group that the call is, each call its own", async () => {
    const script = new Script();
    const graph = await drawn(files);
    script.task("main.1", "Running", at(1));
    script.task("main.2", "Running", at(2));
    script.starts("one", "main.1");
    script.starts("two", "main.2");
    script.task("one.1", "Running", { name: "load", ...at(0) });
    script.task("two.1", "Running", { name: "load", ...at(0) });
    script.task("two.2", "Running", { name: "unseen", ...at(9) });
    const nodes = new TaskNodes(script.model, ask, () => graph);
    await nodes.match(script.model.entries.values());
    expect(script.model.tasks.map(({ id, node }) => [id, node])).toEqual([
      ["main.1", "main/sub#1"],
      ["main.2", "main/sub#2"],
      ["one.1", "main/sub#1/sub/load#1"],
      ["two.1", "main/sub#2/sub/load#1"],
      ["two.2", "main/sub#2/seen:unseen"],
    ]);
    expect(asked.splice(0)).toEqual(["flow.ts#main 2", "flow.ts#sub 1", "flow.ts#sub 2"]);
    // A call that is known is not asked for again.
    script.task("one.2", "Running", { name: "load", ...at(0) });
    const added = script.model.entries.get("one.2");
    await nodes.match(added ? [added] : []);
    expect([asked, added?.task.node]).toEqual([[], "main/sub#1/sub/load#1"]);
  });

  test("in a call that is a plain node are shown by it, and speak for it", async () => {
    const script = new Script();
    const graph = { inside: new Map([...(await drawn(files)).inside].slice(0, 1)) };
    script.task("main.1", "Running", at(1));
    script.starts("one", "main.1");
    script.task("one.1", "Running", at(0));
    script.starts("deep", "one.1");
    script.task("deep.1", "Running", at(0));
    const nodes = new TaskNodes(script.model, ask, () => graph);
    await nodes.match(script.model.entries.values());
    expect(script.model.tasks.map((task) => [task.id, nodes.isShown(task)])).toEqual([
      ["main.1", true],
      ["one.1", false],
      ["deep.1", false],
    ]);
    expect(nodes.shownFor("deep.1")).toBe("main.1");
    expect(nodes.shownFor("main.1")).toBe("main.1");
  });

  test("appear when the flow called comes to be known", async () => {
    const script = new Script();
    const whole = await drawn(files);
    let graph: Pick<Composition, "inside"> = {
      inside: new Map([...whole.inside].slice(0, 1)),
    };
    script.task("main.1", "Running", at(1));
    script.starts("one", "main.1");
    script.task("one.1", "Running", at(0));
    const nodes = new TaskNodes(script.model, ask, () => graph);
    await nodes.match(script.model.entries.values());
    graph = whole;
    nodes.forgetUnknown();
    await nodes.match(script.model.entries.values());
    expect(script.model.tasks.map((task) => [task.node, nodes.isShown(task)])).toEqual([
      ["main/sub#1", true],
      ["main/sub#1/sub/load#1", true],
    ]);
  });
});
