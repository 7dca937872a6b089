import { test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Stage } from "../stage.js";

export function reloadJourney(stage: () => Stage): void {
  test("after a reload of the window the panel and its run are back", async () => {
    const { workbench } = stage();
    await workbench.openFile("flows/orders.ts");
    await workbench.command("Millrace: Run Flow…");
    const panel = await workbench.panel();
    await panel.fillForm({ count: "3", limit: "5" });
    await eventually(() => panel.status("sumUp")).toBe("success");
    await workbench.reload("Graph: orders", "flows/orders.ts#orders", "shown:");
    const again = await workbench.panel();
    await eventually(() => again.status("sumUp"), 30_000).toBe("success");
  });
}
