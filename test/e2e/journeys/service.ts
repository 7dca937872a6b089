import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import { services } from "../driver/processes.js";
import type { Stage } from "../stage.js";

/** Comes every few seconds; its run waits while there is a file `hold`. */
const TICK = `import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { flow, task } from "millrace";

export const lookAround = task(async () => {
  while (existsSync(join(import.meta.dirname, "hold"))) await delay(50);
});
export const tick = flow({ name: "tick", schedule: { every: 4, overlap: "skip" } }, async () => {
  await lookAround();
});
`;

const MORNING = `import { flow, logger, runtime, task } from "millrace";

export const greet = task((day: string) => logger().info(\`good morning, \${day}\`));
export const morning = flow(
  { name: "morning", schedule: { cron: "0 6 * * *", timezone: "Europe/Berlin" } },
  async () => await greet(runtime().scheduled?.toISOString().slice(0, 10) ?? "today"),
);
`;

export function serviceJourney(stage: () => Stage): void {
  test("start serving from the view: a slot runs; stopped by a button, or by closing the terminal", async () => {
    await using window = await stage().windowWith({ "tick.ts": TICK });
    const { workbench, workspace } = window;
    const row = (text: string | RegExp) => workbench.treeRow("Schedules", text);
    await workbench.openFile("tick.ts");
    await workbench.command("View: Show Millrace");
    await row("No service is running").click();
    await workbench.terminalLine("1 schedule of 1 flow").waitFor();
    await row(/A service is running.*since/).waitFor();
    await workbench.terminalLine("tick started").waitFor();
    await workbench.treeRow("Runs", /tick.*Completed/s).waitFor();
    await workbench.screenshots("serving");

    await workbench.rowAction(row("A service is running"), "Stop Serving Schedules");
    await row("No service is running").waitFor();
    expect(services(workspace.folder)).toEqual([]);

    // A terminal that is closed ends the service, and not the run that goes on.
    workspace.write("hold", "");
    await workbench.rowAction(row("No service is running"), "Start Serving Schedules");
    await workbench.treeRow("Runs", /tick.*Running/s).waitFor();
    const [service] = services(workspace.folder);
    await workbench.command("Terminal: Kill the Active Terminal Instance");
    await workbench.page.locator(".terminal-wrapper").waitFor({ state: "detached" });
    expect(services(workspace.folder)).toEqual([service]);
    rmSync(workspace.path("hold"));
    await row("No service is running").waitFor();
    await eventually(() => services(workspace.folder)).toEqual([]);
    const ends = workbench.rows("Runs", /^tick/);
    await eventually(() => ends.filter({ hasText: "Running" }).count()).toBe(0);
    expect(await ends.filter({ hasNotText: "Completed" }).count()).toBe(0);
  });

  test("backfill from the view: the days that were chosen, a run each", async () => {
    await using window = await stage().windowWith({ "morning.ts": MORNING });
    const { workbench } = window;
    await workbench.openFile("morning.ts");
    await workbench.command("View: Show Millrace");
    const schedule = workbench.treeRow("Schedules", /morning.*At 06:00/);
    await schedule.waitFor();
    await workbench.menu(schedule, "Backfill…");
    await workbench.pick("Other dates…");
    await workbench.answer("The first date", "2026-01-05");
    await workbench.answer("The last date", "2026-01-06");
    await workbench.terminalLine("morning: 2 of 2 slots to run").waitFor();
    const runs = workbench.rows("Runs", /^morning.*Completed/s);
    await eventually(() => runs.count()).toBe(2);
    await workbench.screenshots("backfill");

    // Newest first: the later day ran last.
    for (const [nth, day] of ["2026-01-06", "2026-01-05"].entries()) {
      await runs.nth(nth).click();
      const panel = await workbench.panel();
      await panel.logLine(`good morning, ${day}`).waitFor();
    }

    // Once more there is nothing left to do, and the terminal says so.
    await workbench.menu(schedule, "Backfill…");
    await workbench.pick("Other dates…");
    await workbench.answer("The first date", "2026-01-05");
    await workbench.answer("The last date", "2026-01-06");
    await workbench.terminalLine("morning: 0 of 2 slots to run, 2 left out").waitFor();
    expect(await runs.count()).toBe(2);
  });
}
