import { describe, expect, test } from "vitest";
import { Workspace } from "./workspace.js";

/** What a program prints on standard error when it calls a flow itself, without durations and ids. */
async function printedBy(source: string): Promise<string[]> {
  using workspace = new Workspace({ "etl.js": source });
  const { code, stderr } = await workspace.spawn(["etl.js"]).ended;
  expect(code, stderr).toBe(0);
  return stderr
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(workspace.folder, "").replace(/ \d+ms| in \d+ms| · run \S+/g, ""));
}

describe("a program that calls flows itself", () => {
  test("shows each run from its headline to its summary", async () => {
    const printed = await printedBy(`
      import { flow, task } from "millrace";
      const step = task({ name: "step" }, () => 1);
      const etl = flow({ name: "etl" }, async () => { await step(); });
      await etl();
      await etl();
    `);
    const once = ["etl /etl.js", "● step running", "✓ step completed", "✓ etl completed · 1 task"];
    expect(printed).toEqual([...once, ...once]);
  });

  test("shows a flow that a flow calls as part of it", async () => {
    const printed = await printedBy(`
      import { flow, task } from "millrace";
      const step = task({ name: "step" }, () => 1);
      const inner = flow({ name: "inner" }, async () => { await step(); });
      const outer = flow({ name: "outer" }, async () => { await inner(); });
      await outer();
    `);
    expect(printed.filter((line) => line.startsWith("outer") || line.includes("task"))).toEqual([
      "outer /etl.js",
      "✓ outer completed · 1 task",
    ]);
    expect(printed).toContain("✓ step completed");
  });
});
