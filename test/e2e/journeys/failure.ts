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
    await workbench.replaceInLine(
      "const tooMany = orders.length > limit;",
      "const tooMany = false;",
    );
    await workbench.command("Millrace: Retry Run from Failure");
    await eventually(() => panel.status("sumUp")).toBe("success");
    expect(await panel.status("loadOrders")).toBe("cached");
    await eventually(() => workbench.decorationAfter(thrown)).toBe("");
    await workbench.screenshots("retry");
  });
}
