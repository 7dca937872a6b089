import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Stage } from "../stage.js";

export function debugJourney(stage: () => Stage): void {
  test.each([
    [
      "a decorated method",
      "flows/daily-report-class.ts",
      "const kinds: Record<string, number> = {};",
      "days",
    ],
    ["a wrapped function", "flows/daily-report.ts", "const warmest = days.reduce", "days"],
  ])("debug stops in %s", async (name, file, line, variable) => {
    const { workbench } = stage();
    await workbench.openFile(file);
    await workbench.reveal(line);
    await workbench.press("F9");
    await workbench.command("Millrace: Debug Flow…");
    const panel = await workbench.panel();
    await panel.fillForm({});
    await workbench.page.locator(".debug-top-stack-frame-line").first().waitFor();
    const variables = workbench.page.locator(".debug-variables .monaco-list-row", {
      hasText: variable,
    });
    await variables.first().waitFor();
    // The first frame is the task's own; the library's are folded away.
    const frames = workbench.page.locator(".debug-call-stack .stack-frame");
    await eventually(() => frames.first().textContent()).toContain(file.split("/")[1]);
    await workbench.screenshots(`debug ${name}`);
    await workbench.press("F5");
    await eventually(() => panel.status("transform")).toBe("success");
    await workbench.reveal(line);
    await workbench.press("F9");
  });

  test("debug stops where a task throws, if the setting says so", async () => {
    await using window = await stage().window({ "millrace.debug.breakOnFailedTask": true });
    const { workbench } = window;
    await workbench.openFile("flows/orders.ts");
    await workbench.command("Millrace: Debug Flow…");
    const panel = await workbench.panel();
    await panel.fillForm({ count: "9", limit: "5" });
    await workbench.page.locator(".debug-top-stack-frame-line").first().waitFor();
    const frame = workbench.page.locator(".debug-call-stack .stack-frame").first();
    await eventually(() => frame.textContent()).toMatch(/orders\.ts\s*18/);
    expect(await panel.status("checkOrders")).toBe("running");
    await workbench.screenshot("break-on-failed");
    await workbench.press("F5");
    await eventually(() => panel.status("checkOrders")).toBe("failed");
  });
}
