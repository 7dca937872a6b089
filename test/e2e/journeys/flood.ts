import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Stage } from "../stage.js";

export function floodJourney(stage: () => Stage): void {
  test("a flood of log lines, markup and odd letters are shown as text", async () => {
    const { workbench } = stage();
    await workbench.openFile("flows/flood.ts");
    await workbench.reveal("await shout(lines);");
    await workbench.command("Millrace: Run Flow…");
    const panel = await workbench.panel();
    await panel.fillForm({ lines: "100000" });
    await eventually(() => panel.status("shout"), 30_000).toBe("success");
    await panel.logLine("line 99999").waitFor();
    expect(await panel.frame.locator("#panel img, #panel b").count()).toBe(0);
    await workbench.screenshots("flood");
  });

  test("a run that dies in the middle is told as crashed", async () => {
    const { workbench } = stage();
    await workbench.openFile("flows/flood.ts");
    await workbench.reveal("await die();");
    await workbench.command("Millrace: Run Flow…");
    const panel = await workbench.panel();
    await panel.frame.locator("#banners", { hasText: /SIGKILL/ }).waitFor();
    await workbench.notification(/dying failed/).waitFor();
    await workbench.screenshots("crashed");
  });
}
