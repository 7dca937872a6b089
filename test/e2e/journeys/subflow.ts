import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Stage } from "../stage.js";

export function subflowJourney(stage: () => Stage): void {
  test("a subflow of another file: its tasks in the parent's graph, live, failed, mended", async () => {
    const { workbench, workspace } = stage();
    rmSync(workspace.path("flows/doors-open"), { force: true });
    await workbench.openFile("flows/warehouse.ts");
    await workbench.command("Millrace: Show Task Graph");
    const panel = await workbench.panel();
    await eventually(() => panel.nodes()).toEqual(
      expect.arrayContaining(["stock", "countShelf", "checkCount", "report"]),
    );

    await workbench.command("Millrace: Run Flow…");
    await eventually(() => panel.status("countShelf")).toBe("running");
    await workbench.screenshot("subflow-running");
    workspace.write("flows/doors-open", "");

    // Three runs of it are three task runs on each of its nodes; the one that failed is shown.
    await eventually(() => panel.status("checkCount")).toBe("failed");
    await workbench.notification(/warehouse failed at checkCount/).waitFor();
    await eventually(() => panel.card("checkCount").locator(".times").textContent()).toBe("×3");
    await eventually(() => panel.card("checkCount").locator(".meta").textContent()).toMatch(
      /^2 done · 1 failed/,
    );
    await eventually(() => panel.details.textContent()).toContain("shelf c holds 2 too many");
    await panel.logLine("shelf b is counted").waitFor();
    await panel.logLine("to shelf c").waitFor();
    await workbench.command("Notifications: Clear All Notifications");
    await workbench.screenshots("subflow");

    // Its call is in the other file; the graph stays, and the cursor there lights its node.
    await panel.card("checkCount").dblclick();
    await eventually(() => workbench.selectedLine()).toContain("export const checkCount = task(");
    await workbench.clickInto("return await checkCount(shelf, countShelf(shelf));", "countShelf");
    await panel.card("countShelf").and(panel.frame.locator(".lit")).waitFor();
    expect(await panel.nodes()).toContain("report");

    // Mended there, the retry of the parent does the rest.
    await workbench.replaceInLine("count > 1", "count > 9");
    await workbench.command("File: Save");
    await workbench.command("Millrace: Retry Run from Failure");
    await eventually(() => panel.status("report")).toBe("success");
    expect(await panel.status("listShelves")).toBe("cached");
    await workbench.screenshot("subflow-retry");

    // What is typed there is in the parent's graph.
    await workbench.replaceInLine('name: "stock"', 'name: "stock-room"');
    await eventually(() => panel.nodes()).toContain("stock-room");
    await workbench.command("File: Save");

    // Closed, it is one card that sums it up.
    await panel.card("checkCount").click();
    await panel.frame.locator("#mirror").press("e");
    await eventually(() => panel.nodes()).not.toContain("checkCount");
    await eventually(() => panel.card("stock-room").locator(".times").textContent()).toBe("×3");
    await workbench.screenshots("subflow-closed");

    // After a reload the history tells the same, of the runs that were called as well.
    await workbench.reload("closed", "shown:");
    const again = await workbench.panel();
    await eventually(() => again.status("stock-room")).toBe("success");
    await eventually(() => again.card("stock-room").locator(".times").textContent()).toBe("×3");
    await again.logLine("to shelf c").waitFor();
    await again.laidOut();
    await again.card("stock-room").click();
    await again.frame.locator("#mirror").press("e");
    await eventually(() => again.status("checkCount")).toBe("success");
  });

  test("debug a failed task of a subflow again: the parent runs, and it stops in the task", async () => {
    const { workbench, workspace } = stage();
    workspace.write("flows/doors-open", "");
    await workbench.openFile("flows/warehouse.ts");
    await workbench.command("Millrace: Run Flow…");
    const panel = await workbench.panel();
    await eventually(() => panel.status("checkCount")).toBe("failed");
    await workbench.command("Millrace: Debug Failed Task Again");
    await workbench.page.locator(".debug-top-stack-frame-line").first().waitFor();
    const frame = workbench.page.locator(".debug-call-stack .stack-frame").first();
    await eventually(() => frame.textContent()).toMatch(/stock\.ts\s*14/);
    await eventually(() => panel.status("listShelves")).toBe("cached");
    await eventually(() => panel.status("checkCount")).toBe("running");
  });
}
