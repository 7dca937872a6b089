import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { library, ServedWorkspace, until } from "../serve/service.js";

test("a flow's limit holds over all its schedules and the runs that people start", async () => {
  using workspace = new ServedWorkspace({
    "a.ts": `${library}
      import { appendFileSync } from "node:fs";
      import { setTimeout as wait } from "node:timers/promises";
      export const main = flow({
        concurrency: 1,
        schedules: [{ name: "one", cron: "* * * * * *" }, { name: "two", cron: "* * * * * *" }],
      }, async () => {
        appendFileSync("notes.txt", "in\\n");
        await wait(300);
        appendFileSync("notes.txt", "out\\n");
      });`,
  });
  const service = workspace.serve("--concurrency", "4");
  await until(service, "slot-claimed");
  const manual = await workspace.run("run", "a.ts", "--quiet");
  expect(manual.code).toBe(0);
  await until(service, "slot-ended", 3);
  service.child.kill("SIGTERM");
  await service.ended;
  const notes = readFileSync(workspace.path("notes.txt"), "utf8").trim().split("\n");
  expect(notes.length).toBeGreaterThanOrEqual(8);
  expect(notes).toEqual(notes.map((_, index) => (index % 2 === 0 ? "in" : "out")));
}, 60_000);
