import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Stage } from "../stage.js";

export function deletedJourney(stage: () => Stage): void {
  test("a flow deleted while it runs: its graph stays until the run has ended", async () => {
    const { workbench, workspace } = stage();
    await workbench.openFile("flows/patient.ts");
    await workbench.command("Millrace: Run Flow…");
    const panel = await workbench.panel();
    await eventually(() => panel.status("waitForGo")).toBe("running");

    await workbench.reveal("export const patient");
    await workbench.press("Control+A");
    await workbench.press("Delete");
    await panel.frame.locator("#banners", { hasText: "patient is no longer in" }).waitFor();
    await workbench.command("File: Save");
    rmSync(workspace.path("flows/patient.ts"));
    expect(await panel.status("waitForGo")).toBe("running");
    await workbench.screenshots("deleted");

    workspace.write("flows/go", "");
    await eventually(() => panel.status("finish")).toBe("success");
    rmSync(workspace.path("flows/go"));
  });
}
