import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import { Workbench } from "../driver/workbench.js";
import { Workspace } from "../driver/workspace.js";
import type { Stage } from "../stage.js";

const FLOW = `import { flow, task } from "millrace";

export const greet = task((name: string) => \`Hello \${name}\`);
export const greeting = flow(async () => await greet("you"));
`;

export function missingJourney(stage: () => Stage): void {
  test("without millrace installed the graph is there, and running offers to add it", async () => {
    const { browser, server } = stage();
    const workspace = Workspace.bare({ "greeting.ts": FLOW, "package.json": "{}" });
    const workbench = await Workbench.open(browser, server.url, workspace.folder);
    try {
      await workbench.openFile("greeting.ts");
      await workbench.lens("Graph").click();
      const panel = await workbench.panel();
      await eventually(() => panel.nodes()).toEqual(expect.arrayContaining(["greet"]));
      await panel.frame.locator("#banners", { hasText: "not installed" }).waitFor();
      await workbench.lens("Run").click();
      const told = workbench.notification(/millrace is not installed/);
      await told.getByText("Add Millrace to This Workspace").waitFor();
      await workbench.screenshots("missing");
    } finally {
      await workbench.close();
      workspace.remove();
    }
  });
}
