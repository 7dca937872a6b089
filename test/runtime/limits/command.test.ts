import { describe, expect, test } from "vitest";
import { Workspace } from "../cli/workspace.js";

describe("millrace limits", () => {
  test("set goes before what code says; list tells who holds and who waits; rm forgets", async () => {
    using workspace = new Workspace({
      "a.ts": `
        import { existsSync } from "node:fs";
        import { setTimeout as wait } from "node:timers/promises";
        import { flow, task } from "millrace";
        const work = task({ concurrency: [{ name: "db", limit: 4 }, { name: "api", rate: 100, per: "1m" }] }, async (n: number) => {
          while (!existsSync("go")) await wait(10);
        });
        export const main = flow(() => work.map([1, 2, 3]));`,
    });
    expect((await workspace.run("limits")).stdout).toContain("No limits yet.");
    expect((await workspace.run("limits", "set", "db", "1")).code).toBe(0);
    const running = workspace.start("run", "a.ts", "--json");
    await running.printed("AwaitingConcurrencySlot");

    const { stdout } = await workspace.run("limits", "--json");
    const listed = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(listed).toMatchObject([
      { name: "api", kind: "rate", limit: 100, per: 60_000, holders: [], waiting: 2 },
      { name: "db", kind: "concurrency", limit: 1, waiting: 2 },
    ]);
    expect(listed[1].holders).toHaveLength(1);
    const shown = (await workspace.run("limits")).stdout;
    expect(shown).toMatch(/api +100 in 60 s +2 +a\.ts:\d+:\d+/);
    expect(shown).toMatch(/db +1 at a time +1 +2 +limits set +\w+\.1/);

    expect((await workspace.run("limits", "rm", "db")).code).toBe(0);
    workspace.write("go", "");
    expect((await running.ended).code).toBe(0);
    const after = await workspace.run("limits", "rm", "dbb");
    expect(after.code).toBe(2);
    expect(after.stderr).toContain('there is no limit "dbb"');
  }, 60_000);

  test.each(["0", "10/fortnight"])("set refuses %s", async (value) => {
    using workspace = new Workspace({});
    const { code, stderr } = await workspace.run("limits", "set", "db", "--", value);
    expect(code).toBe(2);
    expect(stderr).toContain("expected how many at a time, such as 4, or a rate");
  });

  test("set refuses a name that no code can give", async () => {
    using workspace = new Workspace({});
    const { code, stderr } = await workspace.run("limits", "set", " ", "4");
    expect(code).toBe(2);
    expect(stderr).toContain("a limit's name is not empty");
    expect((await workspace.run("limits", "--json")).stdout).toBe("");
  });
});
