import { expect, test } from "vitest";
import { findRun, openHistory, taskRuns } from "../../../runtime/src/store/index.js";
import { startFixture, temporaryFolder } from "./workspace.js";

/** Milliseconds a commit may take on a machine busy with other tests, beyond the 50 promised. */
const slack = 50;

test.each([150, 210, 333, 475])(
  "killed after %i ms: Crashed, and nothing older than 50 ms is lost",
  async (life) => {
    const folder = temporaryFolder();
    const writer = startFixture("write-until-killed.ts", [folder]);
    await writer.said("done 20 ");
    await new Promise((resolve) => setTimeout(resolve, life));
    const killed = Date.now();
    writer.process.kill("SIGKILL");
    await writer.ended;

    const history = openHistory(folder);
    if (history === undefined) throw new Error("there is no store");
    const run = findRun(history, "run1");
    expect(run.state.name).toBe("Crashed");
    expect(run.state.message).toContain(`pid ${writer.pid}`);
    expect(run.ended).toBeLessThanOrEqual(killed + 5);

    const tasks = taskRuns(history, run.id);
    const states = new Set(tasks.map((task) => task.state.name));
    expect([...states].filter((name) => name !== "Completed" && name !== "Crashed")).toEqual([]);
    const stored = new Map(tasks.map((task) => [task.ordinal, task.state.name]));
    const due = writer.lines
      .map((line) => line.split(" ").map(Number) as [number, number, number])
      .filter(([, , time]) => time < killed - 50 - slack);
    expect(due.length).toBeGreaterThan(10);
    expect(due.filter(([, ordinal]) => stored.get(ordinal) !== "Completed")).toEqual([]);
    history.close();
  },
);
