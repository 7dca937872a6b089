import type { HostToPanel } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { Session } from "../../webview/src/model/session.js";
import {
  comparison,
  completedTasks,
  dailyReport,
  run,
  snapshot,
  source,
  state,
  taskRun,
} from "./support/samples.js";

function started(): Session {
  const session = new Session();
  session.apply({ ...snapshot({ run: run("Running") }), seq: 5 });
  return session;
}

describe("the session", () => {
  it("ignores everything before the snapshot", () => {
    const session = new Session();
    expect(session.apply({ type: "pinned", seq: 1, pinned: true })).toBeUndefined();
    expect(session.pinned).toBe(false);
  });

  it("applies deltas in order, ignores old ones, and asks anew after a gap", () => {
    const session = started();
    expect(session.apply({ type: "pinned", seq: 5, pinned: true })).toBeUndefined();
    expect(session.apply({ type: "pinned", seq: 6, pinned: true })).toEqual({ what: "pinned" });
    expect(session.apply({ type: "pinned", seq: 9, pinned: false })).toEqual({ what: "gap" });
    expect(session.pinned).toBe(true);
    expect(session.apply({ type: "pinned", seq: 10, pinned: false })).toBeUndefined();
    session.apply({ ...snapshot(), seq: 20 });
    expect(session.apply({ type: "pinned", seq: 21, pinned: true })).toEqual({ what: "pinned" });
  });

  it("keeps a comparison on the nodes that there are, when the code changes", () => {
    const session = started();
    session.apply({ type: "comparison", seq: 6, comparison: comparison() });
    const [gone = ""] = session.compared?.keys() ?? [];
    const graph = dailyReport();
    const nodes = graph.nodes.filter(({ id }) => id !== gone);
    session.apply({ type: "source", seq: 7, source: source({ ...graph, nodes }) });
    expect(gone).not.toBe("");
    expect(session.compared?.has(gone)).toBe(false);
    session.apply({ type: "source", seq: 8, source: source(graph) });
    expect(session.compared?.has(gone)).toBe(true);
  });

  it("ignores types that it does not know and keeps counting", () => {
    const session = started();
    const foreign = { type: "telepathy", seq: 6 } as unknown as HostToPanel;
    expect(session.apply(foreign)).toBeUndefined();
    expect(session.apply({ type: "pinned", seq: 7, pinned: true })).toEqual({ what: "pinned" });
  });

  it("ignores tasks and logs of a run that is not shown", () => {
    const session = started();
    session.apply({ type: "tasks", seq: 6, run: "other", tasks: completedTasks() });
    session.apply({
      type: "logs",
      seq: 7,
      run: "other",
      lines: [{ level: "info", message: "x", time: 1 }],
    });
    expect(session.tasks.total).toBe(0);
    expect(session.logs.lines).toEqual([]);
  });

  it("empties tasks and logs when another run is shown, not when the same one changes", () => {
    const session = started();
    session.apply({ type: "tasks", seq: 6, run: "r1", tasks: [taskRun("a", "Running")] });
    const ended = session.apply({ type: "run", seq: 7, run: run("Completed", { ended: 9 }) });
    expect(ended).toEqual({ what: "run", other: false, finished: true });
    expect(session.tasks.total).toBe(1);
    session.apply({ type: "run", seq: 8, run: run("Running", { id: "r2" }) });
    expect(session.tasks.total).toBe(0);
  });

  it("stops the clock when the run ended or was lost", () => {
    const session = started();
    expect(session.now(777)).toBe(777);
    session.apply({
      type: "run",
      seq: 6,
      run: { ...run("Running"), lost: { message: "gone", since: 50 } },
    });
    expect(session.now(777)).toBe(50);
    session.apply({
      type: "run",
      seq: 7,
      run: { ...run("Failed"), state: state("Failed"), ended: 60 },
    });
    expect(session.now(777)).toBe(60);
  });
});
