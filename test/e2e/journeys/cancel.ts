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
}
