import { test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Stage } from "../stage.js";

export function compareJourney(stage: () => Stage): void {
  test("find runs by a filter, and compare two of them", async () => {
    await using window = await stage().window({ "millrace.notifyFailures": false });
    const { workbench } = window;
    await workbench.openFile("flows/orders.ts");
    await workbench.lens("Run").click();
    const panel = await workbench.panel();
    await panel.fillForm({ count: "3" });
    await eventually(() => panel.status("sumUp")).toBe("success");
    await workbench.lens("Run").click();
    await panel.fillForm({ count: "9" });
    await eventually(() => panel.status("checkOrders")).toBe("failed");

    await workbench.command("View: Show Millrace");
    const completed = workbench.treeRow("Runs", /orders.*Completed/s);
    const failed = workbench.treeRow("Runs", /orders.*Failed/s);
    await workbench.menu(completed, "Select for Compare");
    await workbench.menu(failed, "Compare with Selected");
    const table = panel.frame.locator(".runs-table");
    await table.waitFor();
    await eventually(() => table.textContent()).toMatch(/checkOrders.*failed/is);
    await workbench.screenshots("compare");

    await workbench.command("Millrace: Filter Runs…");
    await workbench.pick("State");
    await workbench.check("Failed");
    await workbench.press("Escape");
    await completed.waitFor({ state: "detached" });
    await failed.waitFor();
    await workbench.page.locator(".pane-header", { hasText: /Runs.*Failed/is }).waitFor();
    await workbench.screenshot("filtered runs");
    await workbench.command("Millrace: Show All Runs");
    await completed.waitFor();
  });
}
