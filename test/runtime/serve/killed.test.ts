import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { library, ServedWorkspace, until } from "./service.js";

/** Kills, each after so many milliseconds of service. */
const lives = [2_300, 1_900, 3_100, 2_700];

test("killed again and again, it runs every second's slot once and loses none", async () => {
  using workspace = new ServedWorkspace({
    "flows/tick.ts": `${library}
import { appendFileSync } from "node:fs";
const note = task((slot: Date) => appendFileSync("ran.txt", slot.toISOString() + "\\n"));
export const tick = flow({ schedule: { name: "tick", cron: "* * * * * *", catchUp: "all", overlap: "queue" } },
  async () => { await note(runtime().scheduled); });`,
  });
  for (const life of lives) {
    const service = workspace.serve();
    await until(service, "serving");
    await wait(life);
    service.child.kill("SIGKILL");
    await service.ended;
  }
  const last = workspace.serve("--concurrency", "2");
  await until(last, "serving");
  // However slow the machine is: enough to tell a hole from an end.
  await vi.waitFor(() => expect(workspace.runs().length).toBeGreaterThan(10), 60_000);
  last.child.kill("SIGTERM");
  expect((await last.ended).code).toBe(0);

  const runs = workspace.runs();
  const slots = runs.map(({ scheduled = 0 }) => scheduled / 1_000);
  const [first = 0] = slots;
  // Dense and without a second one of any: each slot from the first to the last became one run.
  expect(slots).toEqual(slots.map((_, index) => first + index));
  // What the flow itself wrote down says the same.
  const completed = runs.filter(({ state }) => state.name === "Completed");
  const written = readFileSync(workspace.path("ran.txt"), "utf8").trim().split("\n").sort();
  expect(written).toEqual(completed.map(({ scheduled = 0 }) => new Date(scheduled).toISOString()));
  expect(workspace.slots().filter(({ state }) => state === "refused")).toEqual([]);
}, 120_000);
