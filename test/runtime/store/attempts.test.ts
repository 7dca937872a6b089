/** A task run's attempts, read from the states it was in. */
import { describe, expect, test } from "vitest";
import type { State, StateName } from "../../../protocol/src/index.js";
import { awaitingRetry, failureSaid } from "../../../runtime/src/engine/retry-delay.js";
import { state } from "../../../runtime/src/engine/states.js";
import { attemptsOf } from "../../../runtime/src/store/attempts.js";
import {
  type Connection,
  detailsOf,
  findRun,
  openHistory,
  openStore,
} from "../../../runtime/src/store/index.js";
import { enter, flowRun, taskRun } from "./records.js";
import { temporaryFolder } from "./workspace.js";

const failed = (attempt: number, of: number, message: string): State =>
  awaitingRetry(attempt, of - 1, new Error(message), 0);

/** What became of each attempt, of states entered one a millisecond. */
function told(...entered: (readonly [State | StateName, number])[]): string[] {
  const history = entered.map(([into, attempt], index) => ({
    ...(typeof into === "string" ? state(into) : into),
    ...{ attempt, seq: index, time: index },
  }));
  const error = { name: "Error", message: "the last", stack: [] };
  return attemptsOf(history, error).map(
    ({ attempt, state: { name, message }, started, ended, error }) =>
      `${attempt} ${name} ${started}-${ended ?? ""} ${error?.message ?? message ?? ""}`.trim(),
  );
}

describe("attempts", () => {
  test("end when the next one is waited for, with what they failed of", () => {
    expect(
      told(
        ...([
          ["Pending", 0],
          ["Running", 1],
          [failed(1, 3, "no\nroute"), 1],
        ] as const),
        ...([
          ["Retrying", 2],
          [failed(2, 3, "late"), 2],
          ["Retrying", 3],
          ["Failed", 3],
        ] as const),
      ),
    ).toEqual(["1 Failed 1-2 no\nroute", "2 Failed 3-4 late", "3 Failed 5-6 the last"]);
  });

  test("go on after a pause, and are over before the run is stopped", () => {
    expect(
      told(
        ["Running", 1],
        ["Paused", 1],
        ["Running", 1],
        [failed(1, 2, "no"), 1],
        ["Cancelled", 1],
      ),
    ).toEqual(["1 Failed 0-3 no"]);
    expect(told(["Running", 1], [failed(1, 2, "no"), 1], ["Retrying", 2])).toEqual([
      "1 Failed 0-1 no",
      "2 Retrying 2-",
    ]);
  });

  test("a message that says no attempt is what it is", () => {
    expect(failureSaid("attempts 1 of 2: no")).toBe("attempts 1 of 2: no");
  });
});

test("a run of the history tells the attempts of the task runs that had more than one", () => {
  const folder = temporaryFolder();
  const store = openStore({ folder });
  const run = flowRun();
  const [once, twice] = [taskRun(run, 1), taskRun(run, 2)];
  enter(run, once, "Completed");
  twice.history.push({ ...failed(1, 2, "no"), attempt: 1, seq: ++run.seq, time: run.created + 1 });
  twice.attempt = 2;
  twice.history.push({ ...state("Retrying"), attempt: 2, seq: ++run.seq, time: run.created + 2 });
  store.flowRun(run);
  for (const task of [once, twice]) store.taskRun(task);
  store.flush();
  store.close();
  const history = openHistory(folder) as Connection;
  const { tasks } = detailsOf(history, findRun(history, run.id));
  expect(tasks.map(({ attempts }) => attempts)).toEqual([
    undefined,
    [
      {
        attempt: 1,
        state: { type: "FAILED", name: "Failed", message: "no" },
        started: run.created,
        ended: run.created + 1,
      },
      { attempt: 2, state: { type: "RUNNING", name: "Retrying" }, started: run.created + 2 },
    ],
  ]);
  history.close();
});
