import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Stage } from "../stage.js";

export function runJourney(stage: () => Stage): void {
  test("run from the lens with a changed parameter, watch it live", async () => {
    const { workbench } = stage();
    await workbench.openFile("flows/orders.ts");
    await workbench.lens("Run").click();
    const panel = await workbench.panel();
    await panel.fillForm({ count: "4" });
    await eventually(() => panel.status("loadOrders")).toBe("running");
    await eventually(() => panel.status("sumUp")).toBe("success");
    await panel.logLine("loading 4 orders").waitFor();
    expect(await panel.details.textContent()).toContain("4");
    await workbench.screenshots("run");
    // The values are offered again.
    await workbench.lens("Run").click();
    await panel.frame.locator("dialog.form").waitFor();
    const count = panel.frame
      .locator("dialog.form .field", { hasText: "count" })
      .locator("input")
      .first();
    expect(await count.inputValue()).toBe("4");
    await workbench.screenshot("form");
    await workbench.press("Escape");

    // The history has it.
    await workbench.command("View: Show Millrace");
    await workbench.treeRow("Flows", /faulty-floating|cached-features/).waitFor();
    await workbench.treeRow("Runs", /orders.*Completed/s).click();
    await eventually(() => panel.status("checkOrders")).toBe("success");
    await workbench.screenshots("history");
  });
}
