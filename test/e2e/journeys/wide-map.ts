import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Stage } from "../stage.js";

/** Milliseconds within which the window must answer a key while a thousand tasks run. */
const RESPONSIVE = 1_500;

export function wideMapJourney(stage: () => Stage): void {
  test("a thousand mapped tasks are one stacked node, and the window answers", async () => {
    const { workbench } = stage();
    await workbench.openFile("flows/wide-map.ts");
    await workbench.command("Millrace: Run Flow…");
    const panel = await workbench.panel();
    const square = panel.card("square");
    await eventually(() => square.locator(".times").textContent()).toBe("×1000");
    const before = performance.now();
    await workbench.press("F1");
    await workbench.page.locator(".quick-input-list .monaco-list-row").first().waitFor();
    expect(performance.now() - before).toBeLessThan(RESPONSIVE);
    await workbench.press("Escape");
    await eventually(() => panel.status("total")).toBe("success");
    expect(await panel.frame.locator(".card:not([hidden])").count()).toBeLessThan(8);
    await workbench.screenshots("wide map");
  });
}
