import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import { runProcesses } from "../driver/processes.js";
import type { Stage } from "../stage.js";

export function cancelJourney(stage: () => Stage): void {
  test("stop a long run: it ends as cancelled and its processes are gone", async () => {
    const { workbench, workspace } = stage();
    await workbench.openFile("flows/long-simulation.ts");
    await workbench.command("Millrace: Run Flow…");
    const panel = await workbench.panel();
    await panel.fillForm({ steps: "5000" });
    await eventually(() => panel.status("simulate")).toBe("running");
    await workbench.statusBarItem(/\d running/).waitFor();
    expect(runProcesses(workspace.path("flows/long-simulation.ts"))).not.toEqual([]);
    await workbench.screenshots("running");

    await panel.frame.locator("#stop").click();
    await eventually(() => panel.status("simulate")).toBe("cancelled");
    await eventually(() => runProcesses(workspace.path("flows/long-simulation.ts"))).toEqual([]);
    await workbench.screenshots("cancelled");
  });

  test("stop a run that does not listen: it is killed with all it started", async () => {
    await using window = await stage().window({ "millrace.cancelPatience": 1 });
    const { workbench, workspace } = window;
    const processes = () => runProcesses(workspace.path("flows/stubborn.ts"));
    await workbench.openFile("flows/stubborn.ts");
    await workbench.command("Millrace: Run Flow…");
    const panel = await workbench.panel();
    await eventually(() => panel.status("hold")).toBe("running");
    await eventually(() => processes().length).toBe(2);

    await panel.frame.locator("#stop").click();
    const killed = /was killed: it had not ended 1 s after/;
    await panel.frame.locator("#banners", { hasText: killed }).waitFor();
    await eventually(processes).toEqual([]);
    await workbench.screenshot("killed");
  });
}
