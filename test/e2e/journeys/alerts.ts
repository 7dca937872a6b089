import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Workspace } from "../driver/workspace.js";
import type { Stage } from "../stage.js";

const COMMAND = "node_modules/millrace/bin/millrace.js";
const PRICES = `import { flow, task } from "millrace";

export const askMarket = task((): number => {
  throw new Error("the market is closed");
});
export const prices = flow(
  { name: "prices", alerts: [{ on: ["failure", "recovery"], to: { desktop: true } }] },
  async () => await askMarket(),
);
`;

/** As a system's cron would. */
async function runFromScript({ folder }: Workspace): Promise<void> {
  const run = spawn(process.execPath, [COMMAND, "run", "prices.ts"], {
    cwd: folder,
    stdio: "ignore",
  });
  await once(run, "exit");
}

export function alertsJourney(stage: () => Stage): void {
  test("a run that nobody watches fails: the editor tells, shows it, and tells when it recovers", async () => {
    await using window = await stage().windowWith({ "prices.ts": PRICES });
    const { workbench, workspace } = window;
    await workbench.openFile("prices.ts");
    await workbench.lens("Run").waitFor();
    await runFromScript(workspace);
    const alert = workbench.notification(/prices failed/);
    await alert.waitFor();
    await workbench.screenshots("alert");
    await alert.hover();
    await alert.getByText("Show", { exact: true }).click();
    const panel = await workbench.panel();
    await eventually(() => panel.status("askMarket")).toBe("failed");
    await eventually(() => panel.details.textContent()).toContain("the market is closed");
    await alert.waitFor({ state: "detached" });

    // Who watches a run is told of its failure as always, and not once more as an alert.
    await workbench.lens("Run").click();
    await workbench.notification(/prices failed at askMarket/).waitFor();
    await workbench.screenshot("alert-watched");
    expect(await workbench.page.locator(".notification-toast").count()).toBe(1);
    await workbench.command("Notifications: Clear All Notifications");

    workspace.write(
      "prices.ts",
      PRICES.replace('throw new Error("the market is closed")', "return 1"),
    );
    await runFromScript(workspace);
    await workbench.notification(/prices completed again/).waitFor();
    await workbench.screenshot("alert-recovery");
  });
}
