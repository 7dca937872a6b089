import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Stage } from "../stage.js";

export function editJourney(stage: () => Stage): void {
  test("type a new call: a new node, the others stay put", async () => {
    const { workbench } = stage();
    await workbench.openFile("flows/daily-report.ts");
    await workbench.command("Millrace: Show Task Graph");
    const panel = await workbench.panel();
    await eventually(() => panel.nodes()).toHaveLength(6);
    await workbench.goToLine(56, 1);
    await panel.laidOut();
    const before = await panel.places();

    await workbench.page.keyboard.type("    const again = transform(raw);\n");
    await eventually(() => panel.nodes()).toHaveLength(7);
    await panel.laidOut();
    const after = await panel.places();
    expect(order(after, Object.keys(before))).toEqual(order(before, Object.keys(before)));

    // A line that is not finished: the graph stays.
    await workbench.page.keyboard.type("const half = ");
    await workbench.page.keyboard.press("Escape");
    await panel.frame.locator("#banners", { hasText: /./ }).waitFor();
    expect(await panel.nodes()).toHaveLength(7);
    await workbench.screenshots("edit");
    await workbench.command("File: Revert File");
    await eventually(() => panel.nodes()).toHaveLength(6);
  });
}

/** Names as they are read: by column, in each from top to bottom. */
function order(places: Record<string, string>, names: string[]): string[] {
  const of = (name: string) => (places[name]?.match(/-?[\d.]+(?=px)/g) ?? []).map(Number);
  return names.toSorted((a, b) => {
    const [[ax = 0, ay = 0], [bx = 0, by = 0]] = [of(a), of(b)];
    return ax - bx || ay - by;
  });
}
