import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Stage } from "../stage.js";

const COMMAND = "node_modules/millrace/bin/millrace.js";

export function schedulesJourney(stage: () => Stage): void {
  test("what is scheduled: next dates, pause, run now, a service", async () => {
    await using window = await stage().window({});
    const { workbench, workspace } = window;
    const row = (text: string | RegExp) => workbench.treeRow("Schedules", text);
    await workbench.openFile("flows/scheduled.ts");
    await workbench.command("View: Show Millrace");
    const schedule = row(/weather-of-the-day.*in \d+ [hd] · At 06:00, Monday through Friday/);
    await schedule.waitFor();
    await row("No service is running").waitFor();
    // A file that holds a schedule nobody can use says where.
    await row(/schedules\.ts:\d+.*schedule\.cron/s).waitFor();

    await workbench.rowAction(schedule, "Pause Schedule");
    await row(/weather-of-the-day.*paused/).waitFor();
    await workbench.rowAction(row(/weather-of-the-day/), "Resume Schedule");
    await schedule.waitFor();
    await workbench.rowHover(schedule, /(?:06:00:00.*){5}/s);
    await workbench.screenshot("schedule");

    await workbench.rowAction(schedule, "Run Now");
    const panel = await workbench.panel();
    await eventually(() => panel.status("publish")).toBe("success");

    // As a person's terminal, or a service of the machine, would.
    const service = spawn(process.execPath, [COMMAND, "serve", "flows"], {
      cwd: workspace.folder,
      stdio: "ignore",
    });
    await row(/A service is running.*since/).waitFor();
    await workbench.screenshots("schedules");
    expect(await workbench.notification(/./).isVisible()).toBe(false);
    service.kill();
    await once(service, "exit");
    await row("No service is running").waitFor();
  });
}
