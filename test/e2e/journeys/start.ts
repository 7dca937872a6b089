import { test } from "vitest";
import type { Stage } from "../stage.js";

export function startJourney(stage: () => Stage): void {
  test("a run process that never starts: the reason and what to do", async () => {
    await using window = await stage().window({ "millrace.nodePath": "/nowhere/node" });
    const { workbench } = window;
    await workbench.openFile("flows/patient.ts");
    await workbench.lens("Run").click();
    const told = workbench.notification(/patient did not start: .*there is no "\/nowhere\/node"/);
    await told.waitFor();
    await workbench.notification(/the setting millrace\.nodePath/).waitFor();
    await workbench.screenshot("never-started");
    await told.hover();
    await told.getByText("Show Output").click();
    await workbench.line('there is no "/nowhere/node"').waitFor();
  });
}
