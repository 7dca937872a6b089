import type { RunEvent, State, StateName, StateType, TaskStateChanged } from "@millrace/protocol";
import { describe, expect, test } from "vitest";
import { RunModel } from "../../client/src/runs/run-model.js";

function started(): RunModel {
  const event = { seq: 1, run: "r", time: 100, flow: "f", file: "/f.ts", params: { n: 1 } };
  return RunModel.started({ type: "run-started", ...event }, "f.ts:f");
}

const state = (type: StateType, name: string): State => ({ type, name: name as StateName });
const RUNNING = state("RUNNING", "Running");
const FAILED = state("FAILED", "Failed");
const COMPLETED = state("COMPLETED", "Completed");

function task(seq: number, id: string, to: State, more: Partial<TaskStateChanged> = {}): RunEvent {
  const same = { name: id, attempt: 1, time: 100 + seq, upstream: [], ...more };
  return { type: "task-state", seq, run: "r", task: id, state: to, ...same };
}

const log = (seq: number, message = `line ${seq}`): RunEvent => ({
  type: "log",
  seq,
  run: "r",
  time: seq,
  level: "info",
  message,
});

describe("a run, folded from its events", () => {
  test("each change is given out once", () => {
    const model = started();
    const changes = model.follow();
    model.apply(task(2, "a", RUNNING));
    model.apply(log(3));
    const first = changes.take();
    expect(first.tasks.map(({ id, state: { name } }) => `${id} ${name}`)).toEqual(["a Running"]);
    expect(first.logs.map(({ message }) => message)).toEqual(["line 3"]);
    expect(changes.take()).toMatchObject({ run: false, tasks: [], logs: [], progress: [] });
  });

  test("ten changes of a task between two looks are one", () => {
    const model = started();
    const changes = model.follow();
    for (let seq = 2; seq < 12; seq++) model.apply(task(seq, "a", RUNNING));
    expect(changes.take().tasks).toHaveLength(1);
  });

  test("two panels on one run are each told of everything", () => {
    const model = started();
    const panels = [model.follow(), model.follow()];
    model.apply(task(2, "a", RUNNING));
    model.apply(log(3));
    for (const panel of panels) {
      const { tasks, logs } = panel.take();
      expect([tasks.length, logs.length]).toEqual([1, 1]);
    }
    expect(model.follow().take().tasks).toHaveLength(1);
  });

  test("an event that was seen already changes nothing; a gap is counted", () => {
    const model = started();
    model.apply(task(2, "a", COMPLETED));
    model.apply(task(2, "a", FAILED));
    expect(model.tasks[0]?.state).toEqual(COMPLETED);
    model.apply(log(6));
    expect(model.missing).toBe(3);
  });

  test("attempts are kept where there is more than one", () => {
    const model = started();
    const error = { name: "Error", message: "no", stack: [] };
    model.apply(task(2, "a", RUNNING));
    model.apply(task(3, "a", state("SCHEDULED", "AwaitingRetry"), { error }));
    model.apply(task(4, "a", state("RUNNING", "Retrying"), { attempt: 2 }));
    model.apply(task(5, "a", COMPLETED, { attempt: 2 }));
    const attempts = model.tasks[0]?.attempts ?? [];
    expect(attempts.map(({ attempt, state: { name } }) => `${attempt} ${name}`)).toEqual([
      "1 Failed",
      "2 Completed",
    ]);
    expect(attempts[0]?.error).toEqual(error);
    expect(model.tasks[0]?.error).toBeUndefined();
  });

  test("attempts of a run of the history are those it tells of, and go on", () => {
    const attempts = [
      { attempt: 1, state: FAILED, started: 100, ended: 110 },
      { attempt: 2, state: state("RUNNING", "Retrying"), started: 120 },
    ];
    const seen = { name: "a", attempt: 2, state: RUNNING, created: 90, started: 100 };
    const overview = { ...seen, id: "a", taskKey: "f.ts#a", upstream: [], attempts };
    const history = { id: "r", flow: "f", flowKey: "f.ts#f", file: "/f.ts", params: {}, seq: 5 };
    const lists = { subflows: [], artifacts: [], inputs: [], counts: {} };
    const snapshot = { ...history, ...lists, state: RUNNING, created: 90, tasks: [overview] };
    const model = RunModel.restored(snapshot, []);
    expect(model.tasks[0]?.attempts).toEqual(attempts);
    model.apply(task(6, "a", COMPLETED, { attempt: 2 }));
    expect(model.tasks[0]?.attempts?.map(({ state: { name } }) => name)).toEqual([
      "Failed",
      "Completed",
    ]);
  });

  test("an attempt that failed stays so where the run is stopped before the next", () => {
    const model = started();
    model.apply(task(2, "a", RUNNING));
    for (const [seq, attempt] of [
      [3, 1],
      [5, 2],
    ] as const) {
      model.apply(task(seq, "a", state("SCHEDULED", "AwaitingRetry"), { attempt }));
      const next = { attempt: attempt + 1 };
      if (seq === 3) model.apply(task(4, "a", state("RUNNING", "Retrying"), next));
    }
    model.apply(task(6, "a", state("CANCELLED", "Cancelled"), { attempt: 2 }));
    expect(model.tasks[0]?.attempts?.at(-1)).toMatchObject({ state: FAILED, ended: 105 });
  });

  test("the task to look at first is the one that failed for itself", () => {
    const model = started();
    model.apply(task(2, "late", state("FAILED", "UpstreamFailed")));
    model.apply(task(3, "cause", FAILED));
    const error = { name: "UpstreamFailedError", message: "", stack: [], task: "late" };
    const end = { state: FAILED, duration: 1, counts: {}, error };
    model.apply({ type: "run-finished", seq: 4, run: "r", time: 200, ...end });
    expect(model.failedTask?.id).toBe("cause");
    expect(model.ended).toBe(true);
  });

  test("a process that is gone without a word leaves a crashed run with a reason", () => {
    const model = started();
    model.apply(task(2, "a", RUNNING));
    model.lose("was ended by SIGKILL", 500);
    expect(model.run).toMatchObject({
      state: { type: "CRASHED", message: "The run process was ended by SIGKILL." },
      ended: 500,
      lost: { message: "It was ended by SIGKILL.", since: 500 },
    });
    expect(model.tasks[0]).toMatchObject({ state: { type: "CRASHED" }, ended: 500 });
  });

  test("a process that was killed because somebody stopped the run leaves a cancelled one", () => {
    const model = started();
    model.apply(task(2, "a", RUNNING));
    model.lose("was killed: it had not ended 1 s after it was asked to", 500, true);
    expect(model.run.state).toMatchObject({ type: "CANCELLED", name: "Cancelled" });
    expect(model.run.lost?.message).toContain("was killed");
    expect(model.tasks.map(({ state: { name } }) => name)).toEqual(["Cancelled"]);
  });

  test("questions are open until they are settled, or the run is over", () => {
    const model = started();
    const changes = model.follow();
    changes.take();
    const ask = (seq: number, id: string): RunEvent => ({
      type: "input-requested",
      seq,
      run: "r",
      time: seq,
      request: { id, run: "r", key: id, schema: { type: "boolean" }, asked: seq },
    });
    model.apply(ask(2, "r.input1"));
    model.apply(ask(3, "r.input2"));
    expect([...model.inputs.keys()]).toEqual(["r.input1", "r.input2"]);
    expect(changes.take().inputs).toBe(true);
    model.apply({
      type: "input-settled",
      seq: 4,
      run: "r",
      time: 4,
      request: "r.input1",
      outcome: "answered",
    });
    expect([...model.inputs.keys()]).toEqual(["r.input2"]);
    expect(changes.take().inputs).toBe(true);
    model.apply(task(5, "a", RUNNING));
    expect(changes.take().inputs).toBe(false);
    model.lose("ended with status 1", 600);
    expect(model.inputs.size).toBe(0);
  });

  test("why a task's code ran stays with it", () => {
    const model = started();
    model.apply(task(2, "a", RUNNING, { reason: "data/orders.csv changed" }));
    model.apply(task(3, "a", COMPLETED));
    expect(model.tasks[0]?.reason).toBe("data/orders.csv changed");
  });

  test("a million log lines keep the last ones and say how many went", () => {
    const model = started();
    const changes = model.follow();
    for (let seq = 2; seq < 1_000_002; seq++) model.apply(log(seq, `line ${seq}`));
    expect(model.logs.length).toBeLessThanOrEqual(25_000);
    expect(model.logs.length + model.logsDropped).toBe(1_000_000);
    expect(model.logs.at(-1)?.message).toBe("line 1000001");
    const { logs, logsDropped } = changes.take();
    expect(logs.length + logsDropped).toBe(1_000_000);
    expect(logs.at(-1)?.message).toBe("line 1000001");
  });

  test("a line of a megabyte is cut, and says so", () => {
    const model = started();
    model.apply(log(2, "x".repeat(1_000_000)));
    const message = model.logs[0]?.message ?? "";
    expect(message.length).toBeLessThan(10_100);
    expect(message).toContain("1,000,000 characters");
  });
});
