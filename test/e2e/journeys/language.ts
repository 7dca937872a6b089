import { test } from "vitest";
import { eventually } from "../driver/eventually.js";
import type { Stage } from "../stage.js";

const FAULTY = `import { flow, task } from "millrace";

export const load = task({ retries: 3, retryDelay: "10s", timeout: "2m" }, async () => [1, 2]);
export const save = task(async (rows: number[]) => rows.length);

export const careless = flow(async () => {
  const rows = load();
  save(rows);
});
`;

const CIRCLE = `import { flow, type TaskFuture, task } from "millrace";

export const deadlock = flow(async () => {
  let first: TaskFuture<unknown>;
  let second: TaskFuture<unknown>;
  const one = task(async () => await second);
  const two = task(async () => await first);
  first = one();
  second = two();
  return [first, second];
});
`;

export function languageJourney(stage: () => Stage): void {
  test("a floating future gets a squiggle and a quick fix", async () => {
    const { workbench, workspace } = stage();
    workspace.write("flows/careless.ts", FAULTY);
    await workbench.openFile("flows/careless.ts");
    await workbench.squiggles("warning").first().waitFor();
    await workbench.goToLine(8, 3);
    const fix = workbench.page.locator(".action-widget .monaco-list-row.focused", {
      hasText: /await/i,
    });
    // Until the server has read the line, there is nothing to offer.
    for (let asked = 0; asked < 10 && !(await fix.isVisible()); asked++) {
      await workbench.press("Control+.");
      await fix.waitFor({ timeout: 2_000 }).catch(() => {});
    }
    await workbench.screenshot("quick-fix");
    await workbench.press("Enter");
    await workbench.line("await save(rows)").waitFor();
    await workbench.command("File: Revert File");
  });

  test("the hover of retries says what they come to", async () => {
    const { workbench, workspace } = stage();
    workspace.write("flows/careless.ts", FAULTY);
    await workbench.openFile("flows/careless.ts");
    await workbench.hover("retryDelay", "retries", /4 attempts/);
    await workbench.screenshot("hover");
  });

  test("tasks that wait for one another: an error, with the way around the circle", async () => {
    const { workbench, workspace } = stage();
    workspace.write("flows/circle.ts", CIRCLE);
    await workbench.openFile("flows/circle.ts");
    await workbench.squiggles("error").first().waitFor();
    await workbench.goToLine(6, 37);
    await workbench.command("Go to Next Problem in Files (Error, Warning, Info)");
    const told = workbench.page.locator(".marker-widget");
    await told.getByText(/'one' waits for 'two' waits for 'one'/).waitFor();
    await workbench.screenshots("circle");
    // The other half of the circle is a click away.
    await told.locator("a", { hasText: /circle\.ts\(7/ }).click();
    await eventually(() => workbench.selectedLine()).toContain("await first");
  });
}
