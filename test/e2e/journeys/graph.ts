import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Stage } from "../stage.js";

export function graphJourney(stage: () => Stage): void {
  test("open a flow, see its graph, go from node to code and back", async () => {
    const { workbench } = stage();
    await workbench.openFile("flows/daily-report.ts");
    await workbench.goToLine(58);
    await workbench.lens("Graph").click();
    const panel = await workbench.panel();
    await eventually(() => panel.nodes()).toEqual(
      expect.arrayContaining(["fetchData", "transform", "render"]),
    );

    // A card that still moves may be another one when the click comes.
    await panel.laidOut();
    await panel.card("transform").click();
    await eventually(() => workbench.selectedLine()).toContain("const report = transform(raw);");
    await panel.card("transform").dblclick();
    await eventually(() => workbench.selectedLine()).toContain("export const transform = task(");

    await workbench.goToLine(58);
    await workbench.clickInto("return await render(city, report);", "render");
    await panel.frame.locator(".card.lit", { hasText: "render" }).waitFor();
    await workbench.screenshots("graph");
  });

  test("a node's own menu: what it offers happens to that node", async () => {
    const { workbench } = stage();
    await workbench.openFile("flows/daily-report.ts");
    await workbench.command("Millrace: Show Task Graph");
    const panel = await workbench.panel();
    await eventually(() => panel.nodes()).toHaveLength(6);
    await panel.laidOut();
    await workbench.menu(panel.card("transform"), "Go to Task Definition");
    await eventually(() => workbench.selectedLine()).toContain("export const transform = task(");
    await workbench.menu(panel.card("render"), "Open Call in Source");
    await eventually(() => workbench.selectedLine()).toContain(
      "return await render(city, report);",
    );
  });

  test("the graph in the bottom panel: its menu is about its own nodes", async () => {
    const { workbench } = stage();
    await workbench.openFile("flows/daily-report.ts");
    await workbench.command("Task Graph: Focus on Task Graph View");
    try {
      const panel = await workbench.panel();
      await eventually(() => panel.nodes()).toHaveLength(6);
      await panel.laidOut();
      await workbench.menu(panel.card("transform"), "Go to Task Definition");
      await eventually(() => workbench.selectedLine()).toContain("export const transform = task(");
      await workbench.screenshot("bottom-panel");
    } finally {
      await workbench.command("View: Hide Panel");
    }
  });
}
