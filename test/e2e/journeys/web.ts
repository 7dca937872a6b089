import { expect, test } from "vitest";
import {
  installExtension,
  startCodeServer,
  throwAwayProfile,
} from "../../../scripts/code-server.mjs";
import { eventually } from "../driver/eventually.js";
import { Workbench } from "../driver/workbench.js";
import { SETTINGS, type Stage } from "../stage.js";

export function webJourney(stage: () => Stage): void {
  test("VS Code for the web: graphs from a worker, and why nothing runs", async () => {
    const { browser, workspace, vsix } = stage();
    // The extension host in the browser itself, as where there is no machine behind it.
    const profile = throwAwayProfile({
      ...SETTINGS,
      "remote.extensionKind": { "millrace.millrace-vscode": ["web"] },
    });
    installExtension(profile, vsix);
    const server = await startCodeServer({ profile, folder: workspace.folder });
    const workbench = await Workbench.open(browser, server.url, workspace.folder);
    try {
      await workbench.openFile("flows/orders.ts");
      await workbench.lens("Graph").click();
      const panel = await workbench.panel();
      await eventually(() => panel.nodes()).toEqual(
        expect.arrayContaining(["loadOrders", "checkOrders", "sumUp"]),
      );
      await panel.frame.locator("#banners", { hasText: "starts no programs" }).waitFor();
      await workbench.replaceInLine("sumUp(checked)", "sumUp(loaded)");
      await panel.laidOut();
      await workbench.lens("Run").click();
      await workbench.notification(/starts no programs/).waitFor();
      await workbench.screenshots("web");
    } finally {
      await workbench.close();
      server.stop();
    }
  });
}
