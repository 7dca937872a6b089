import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Stage } from "../stage.js";

export function aloneJourney(stage: () => Stage): void {
  test("run one task by itself: a graph of one node, a form of its parameters", async () => {
    const { workbench } = stage();
    await workbench.openFile("flows/orders.ts");
    await workbench.lens("Run task").click();
    const panel = await workbench.panel();
    await panel.fillForm({ count: "2" });
    await eventually(() => panel.status("loadOrders")).toBe("running");
    await eventually(() => panel.status("loadOrders")).toBe("success");
    expect(await panel.nodes()).toEqual(["loadOrders"]);
    await panel.logLine("loading 2 orders").waitFor();
    await workbench.screenshots("alone");

    // From there back to the flow.
    await workbench.lens("Graph").click();
    await eventually(() => panel.nodes()).toEqual(
      expect.arrayContaining(["loadOrders", "checkOrders", "sumUp"]),
    );
  });
}
