import { expect, test } from "vitest";
import { eventually } from "../driver/eventually.js";
import { Workbench } from "../driver/workbench.js";
import { Workspace } from "../driver/workspace.js";
import type { Stage } from "../stage.js";

const FLOW = (word: string) => `import { flow, task } from "millrace";

export const say = task(async (times: number) => "${word} ".repeat(times));
export const greeting = flow(async (times = 2) => await say(times));
`;

export function windowsJourney(stage: () => Stage): void {
  test("two windows on one workspace: both see a run that one of them made", async () => {
    const { browser, server } = stage();
    await using first = await stage().window({});
    const { workbench: one, workspace } = first;
    const other = await Workbench.open(browser, server.url, workspace.folder);
    try {
      for (const window of [one, other]) {
        await window.openFile("flows/patient.ts");
        await window.lens("Graph").click();
      }
      const watching = await other.panel();
      await other.command("View: Show Millrace");
      await one.lens("Run").click();
      await other.treeRow("Runs", /patient.*Running/s).click();
      await eventually(() => watching.status("waitForGo")).toBe("running");
      await other.screenshot("another window's run");
      workspace.write("flows/go", "");
      await eventually(() => watching.status("finish")).toBe("success");
      await eventually(async () => (await one.panel()).status("finish")).toBe("success");
    } finally {
      await other.close();
    }
  });

  test("several folders: each flow runs in its own, with its own history", async () => {
    const { browser, server } = stage();
    const folders = ["north", "south"].map((word) =>
      Workspace.bare({ "package.json": "{}", "greeting.ts": FLOW(word) }),
    );
    for (const folder of folders) folder.installPackages();
    const file = Workspace.bare({
      "all.code-workspace": JSON.stringify({
        folders: folders.map(({ folder: path }) => ({ path })),
      }),
    });
    const workbench = await Workbench.openWorkspace(
      browser,
      server.url,
      file.path("all.code-workspace"),
      folders.length,
    );
    try {
      await workbench.openPath(folders[0]?.path("greeting.ts") ?? "");
      await workbench.lens("Run").waitFor();
      await workbench.command("View: Show Millrace");
      const flows = workbench.rows("Flows", /^greeting(?!\.)/);
      await eventually(() => flows.count()).toBe(2);
      const said: string[] = [];
      for (const nth of [0, 1]) {
        await workbench.closeEditors();
        await flows.nth(nth).click();
        await workbench.lens("Run").click();
        const panel = await workbench.panel();
        await panel.fillForm({ times: "3" });
        await eventually(() => panel.status("say")).toBe("success");
        await panel.card("say").click();
        const result = /(north|south) \1 \1/;
        await eventually(() => panel.details.textContent()).toMatch(result);
        said.push(result.exec((await panel.details.textContent()) ?? "")?.[1] ?? "");
      }
      expect(said.sort()).toEqual(["north", "south"]);
      const runs = workbench.rows("Runs", /greeting.*Completed/s);
      await eventually(() => runs.count()).toBe(2);
      for (const folder of folders) expect(folder.has(".millrace")).toBe(true);
      await workbench.screenshot("several folders");
    } finally {
      await workbench.screenshot("last of several folders");
      await workbench.close();
      for (const one of [...folders, file]) one.remove();
    }
  });

  test("a pinned graph stays; another one opens beside it, and both are back after a reload", async () => {
    const { workbench } = stage();
    await workbench.openFile("flows/orders.ts");
    await workbench.lens("Graph").click();
    const pinned = await workbench.panel();
    await eventually(() => pinned.nodes()).toContain("sumUp");
    await pinned.frame.locator("#pin").click();
    await workbench.openFile("flows/patient.ts");
    await workbench.command("Millrace: Show Task Graph");
    const tabs = workbench.page.locator(".tab", { hasText: /^Graph: / });
    await eventually(() => tabs.allTextContents()).toEqual(
      expect.arrayContaining([
        expect.stringContaining("orders"),
        expect.stringContaining("patient"),
      ]),
    );
    await eventually(async () => (await workbench.panel()).nodes()).toContain("waitForGo");
    await workbench.screenshots("pinned");
    await workbench.reload("flows/orders.ts#orders", "flows/patient.ts#patient");
    await eventually(() => tabs.allTextContents()).toEqual(
      expect.arrayContaining([
        expect.stringContaining("orders"),
        expect.stringContaining("patient"),
      ]),
    );
  });
}
