/** Which task gets a thread when: without threads, by what stands for them. */
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Workers } from "../../../runtime/src/engine/threads.js";
import { flow, task } from "../../../runtime/src/index.js";
import { recorded } from "../engine/recorded.js";

/** Runs the code in this thread, and counts. */
class Counted implements Workers {
  onOpened: (() => void) | undefined;
  busy = 0;
  most = 0;

  constructor(readonly threads: number) {}

  run: Workers["run"] = async (attempt, args) => {
    this.busy++;
    this.most = Math.max(this.most, this.busy);
    try {
      return await attempt.task?.call.definition.fn(...args);
    } finally {
      this.busy--;
    }
  };
}

const short = (options: object) =>
  task({ runIn: "worker", ...options }, async (_: number) => wait(2));

test("no more run than there are threads, and all of them run", async () => {
  const workers = new Counted(2);
  const work = short({});
  const { finished } = await recorded(() => flow(() => work.map([1, 2, 3, 4, 5]))(), { workers });
  expect(finished.counts).toEqual({ Completed: 5 });
  expect(workers.most).toBe(2);
});

test("those that wait for a limit keep no thread, and none is lost", async () => {
  const workers = new Counted(2);
  const limited = short({ concurrency: { name: "t-one", limit: 1 } });
  const free = short({});
  const { finished } = await recorded(
    () =>
      flow({ maxTasks: 3 }, () =>
        Promise.all([limited.map([1, 2, 3, 4]), free.map([1, 2, 3, 4])]),
      )(),
    { workers },
  );
  expect(finished.counts).toEqual({ Completed: 8 });
  expect(workers.most).toBe(2);
});

test("a run that is cancelled while it waits leaves its turn to others", async () => {
  const workers = new Counted(1);
  const work = short({});
  const { events } = await recorded(
    async (session) => {
      const first = flow(() => work(1))();
      const cancelled = flow(() => work.map([1, 2]))();
      const [, run] = [...session.activeRuns];
      const last = flow(() => work(1))();
      run?.cancel("enough");
      await Promise.all([first, cancelled.wait(), last]);
    },
    { workers },
  );
  const ends = events.flatMap((event) => (event.type === "run-finished" ? event.state.name : []));
  expect(ends.toSorted()).toEqual(["Cancelled", "Completed", "Completed"]);
});
