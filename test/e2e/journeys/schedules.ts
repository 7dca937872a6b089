import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Stage } from "../stage.js";

export function schedulesJourney(stage: () => Stage): void {
  test("what is scheduled: next dates, pause, run now, a service", async () => {
    await using window = await stage().window({});
    const { workbench } = window;
    const row = (text: string | RegExp) => workbench.treeRow("Schedules", text);
    await workbench.openFile("flows/scheduled.ts");
    await workbench.command("View: Show Millrace");
    const schedule = row(/weather-of-the-day.*At 06:00, Monday through Friday · in \d+ [hd]/);
    await schedule.waitFor();
    await row("No service is running").waitFor();
    // A file that holds a schedule nobody can use says where.
    await row(/faulty-zone|Mars\/Olympus/).waitFor();

    await workbench.rowAction(schedule, "Pause Schedule");
    await row(/weather-of-the-day.*paused/).waitFor();
    await workbench.rowAction(row(/weather-of-the-day/), "Resume Schedule");
    await schedule.waitFor();
    await schedule.hover();
    await workbench.page
      .locator(".monaco-hover", { hasText: /06:00:00.*06:00:00.*06:00:00.*06:00:00.*06:00:00/s })
      .waitFor();
    await workbench.screenshots("schedules");

    await workbench.rowAction(schedule, "Run Now");
    const panel = await workbench.panel();
    await eventually(() => panel.status("publish")).toBe("success");

    await row("No service is running").click();
    await workbench.page.locator(".terminal-tabs-entry, .terminal", { hasText: /serv/ }).waitFor();
    await row(/A service is running.*since/).waitFor();
    await workbench.screenshots("serving");
    expect(await workbench.notification(/./).isVisible()).toBe(false);
    await workbench.command("Terminal: Kill All Terminals");
    await row("No service is running").waitFor();
  });
}
