import { expect, test } from "vitest";
import {
  installExtension,
  startCodeServer,
  throwAwayProfile,
} from "../../../scripts/code-server.mjs";
import { eventually } from "../driver/eventually.js";
import { Workbench } from "../driver/workbench.js";
import { SETTINGS, type Stage } from "../stage.js";

export function trustJourney(stage: () => Stage): void {
  test("an untrusted workspace shows the graph and refuses to run, with the reason", async () => {
    const { browser, workspace, vsix } = stage();
    const profile = throwAwayProfile({
      ...SETTINGS,
      "security.workspace.trust.startupPrompt": "never",
    });
    installExtension(profile, vsix);
    const server = await startCodeServer({ profile, folder: workspace.folder, trust: true });
    const workbench = await Workbench.open(browser, server.url, workspace.folder);
    try {
      await workbench.openFile("flows/daily-report.ts");
      await workbench.command("Millrace: Show Task Graph");
      const panel = await workbench.panel();
      await eventually(() => panel.nodes()).toEqual(
        expect.arrayContaining(["fetchData", "transform", "render"]),
      );
      await panel.frame.locator("#banners", { hasText: "not trusted" }).waitFor();
      await workbench.goToLine(58);
      await workbench.lens("Run").click();
      await workbench.notification(/workspace is not trusted/).waitFor();
      await workbench.screenshots("untrusted");
    } finally {
      await workbench.close();
      server.stop();
    }
  });
}
