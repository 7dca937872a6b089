import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Stage } from "../stage.js";

export function failureJourney(stage: () => Stage): void {
  test("a task fails: its node, the error at the line, the stack, the retry", async () => {
    const { workbench } = stage();
    await workbench.openFile("flows/orders.ts");
    await workbench.lens("Run").click();
    const panel = await workbench.panel();
    await panel.fillForm({ count: "9", limit: "5" });
    await eventually(() => panel.status("checkOrders")).toBe("failed");
    expect(await panel.status("sumUp")).not.toBe("success");
    await workbench.notification(/orders failed at checkOrders/).waitFor();

    // The editor shows the error where it was thrown.
    const thrown = workbench.line("if (tooMany) throw new RangeError");
    await eventually(() => workbench.decorationAfter(thrown)).toContain("more than 5");
    await eventually(() => panel.details.textContent()).toContain("RangeError");
    await workbench.screenshots("failure");

    await panel.frame.locator("#details .stack a, #details .stack button").first().click();
    await eventually(() => workbench.selectedLine()).toContain("throw new RangeError");

    // Mended, the retry takes over what had finished.
    await workbench.replaceInLine("orders.length > limit;", "orders.length > 99;");
    await workbench.command("Millrace: Retry Run from Failure");
    await eventually(() => panel.status("sumUp")).toBe("success");
    expect(await panel.status("loadOrders")).toBe("cached");
    await eventually(() => workbench.decorationAfter(thrown)).toBe("");
    await workbench.screenshots("retry");
  });

  test("debug the failed task again: what came before is restored, and it stops in the task", async () => {
    const { workbench } = stage();
    await workbench.openFile("flows/orders.ts");
    await workbench.replaceInLine("orders.length > limit;", "orders.length > 1;");
    await workbench.command("Millrace: Run Flow…");
    const panel = await workbench.panel();
    await panel.fillForm({ count: "2" });
    await eventually(() => panel.status("checkOrders")).toBe("failed");
    await workbench.command("Millrace: Debug Failed Task Again");
    await workbench.page.locator(".debug-top-stack-frame-line").first().waitFor();
    const frame = workbench.page.locator(".debug-call-stack .stack-frame").first();
    await eventually(() => frame.textContent()).toMatch(/orders\.ts\s*16/);
    expect(await panel.status("loadOrders")).toBe("cached");
    await workbench.screenshots("debug again");
  });
}
