/** Limits between processes: what they did is read from the times that they wrote down themselves. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Workspace } from "../cli/workspace.js";

const head = `
import { appendFileSync, existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { flow, task } from "millrace";
const now = () => Number(process.hrtime.bigint()) / 1e6;
const note = (what: string) => appendFileSync("notes.txt", \`\${now()} \${what}\\n\`);
async function stay(ms: number) { note("in"); await wait(ms); note("out"); }
`;

interface Note {
  time: number;
  what: string;
}

function notes(workspace: Workspace): Note[] {
  const lines = readFileSync(workspace.path("notes.txt"), "utf8").trim().split("\n");
  return lines
    .map((line) => ({ time: Number(line.split(" ")[0]), what: line.split(" ")[1] ?? "" }))
    .sort((a, b) => a.time - b.time);
}

/** The most that were inside at a time. */
function most(all: readonly Note[]): number {
  let inside = 0;
  return all.reduce((sum, { what }) => {
    inside += what === "in" ? 1 : what === "out" ? -1 : 0;
    return Math.max(sum, inside);
  }, 0);
}

describe("a limit that several processes share", () => {
  test("eight processes, limit 3: never more than three inside, and all get in", async () => {
    using workspace = new Workspace({
      "a.ts": `${head}
        const work = task({ concurrency: { name: "db", limit: 3 } }, (n: number) => stay(10));
        export const main = flow(() => work.map([1, 2, 3, 4]));`,
    });
    const ended = await Promise.all(
      Array.from({ length: 8 }, () => workspace.run("run", "a.ts", "--quiet")),
    );
    expect(ended.map(({ code }) => code)).toEqual(Array(8).fill(0));
    const all = notes(workspace);
    expect(all).toHaveLength(64);
    expect(most(all)).toBe(3);
  }, 60_000);

  test("a flow of which one run goes on at a time; the other says what it waits for", async () => {
    using workspace = new Workspace({
      "a.ts": `${head}
        export const main = flow({ concurrency: 1 }, async () => {
          note("in");
          while (!existsSync("go")) await wait(10);
          note("out");
        });`,
    });
    const first = workspace.start("run", "a.ts", "--json");
    await first.printed('"name":"Running"');
    const second = workspace.start("run", "a.ts", "--json");
    const [told] = await second.printed(/"AwaitingConcurrencySlot","message":"[^}]*/);
    expect(told).toContain(
      `limit \\"a.ts#main\\" is 1 at a time, held by run ${first.stdout.split('"run":"')[1]?.slice(0, 12)}`,
    );
    workspace.write("go", "");
    expect((await first.ended).code).toBe(0);
    expect((await second.ended).code).toBe(0);
    expect(most(notes(workspace))).toBe(1);
  }, 30_000);

  test("kill -9 of the holder frees its slot at once", async () => {
    using workspace = new Workspace({
      "a.ts": `${head}
        const work = task({ concurrency: { name: "db", limit: 1 } }, async (ms: number) => stay(ms));
        export const main = flow((ms: number) => work(ms));`,
    });
    const holder = workspace.start("run", "a.ts", "-p", "ms=600000", "--json");
    await holder.printed(/"name":"Running"[\s\S]*"name":"Running"/);
    const waiting = workspace.start("run", "a.ts", "-p", "ms=0", "--json");
    await waiting.printed("AwaitingConcurrencySlot");
    const killed = performance.now();
    holder.child.kill("SIGKILL");
    const { code } = await waiting.ended;
    expect(code).toBe(0);
    expect(performance.now() - killed).toBeLessThan(5_000);
  }, 30_000);

  test("a rate is kept by all of them together, in any span of time", async () => {
    using workspace = new Workspace({
      "a.ts": `${head}
        const call = task({ concurrency: { name: "api", rate: 5, per: "400ms" } }, (n: number) => note("call"));
        export const main = flow(() => call.map([1, 2, 3, 4, 5, 6]));`,
    });
    const ended = await Promise.all([1, 2, 3].map(() => workspace.run("run", "a.ts", "--quiet")));
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
    const times = notes(workspace).map(({ time }) => time);
    expect(times).toHaveLength(18);
    // A start is counted when it is allowed; a busy machine enters the code a little later.
    const late = 100;
    for (let i = 5; i < times.length; i++) {
      expect((times[i] ?? 0) - (times[i - 5] ?? 0)).toBeGreaterThan(400 - late);
    }
  }, 30_000);
});

describe("where a limit's meaning comes from", () => {
  const bare = `${head}
    const work = task({ concurrency: "db" }, (n: number) => stay(20));
    export const main = flow(() => work.map([1, 2, 3, 4]));`;

  test("the configuration of the workspace", async () => {
    using workspace = new Workspace({
      "a.ts": bare,
      "millrace.config.ts": `import { defineConfig } from "millrace"; export default defineConfig({ limits: { db: 2 } });`,
    });
    expect((await workspace.run("run", "a.ts", "--quiet")).code).toBe(0);
    expect(most(notes(workspace))).toBe(2);
  }, 30_000);

  test("a name that means nothing is refused before anything runs", async () => {
    using workspace = new Workspace({ "a.ts": bare });
    const { code, stderr } = await workspace.run("run", "a.ts");
    expect(code).toBe(2);
    expect(stderr).toContain('nothing says what the limit "db" allows');
    expect(stderr).toMatch(/at a\.ts:\d+:\d+/);
    expect(existsSync(workspace.path("notes.txt"))).toBe(false);
  }, 30_000);

  test("code and configuration that contradict are both named", async () => {
    using workspace = new Workspace({
      "a.ts": `${head}
        const work = task({ concurrency: { name: "db", limit: 3 } }, (n: number) => stay(20));
        export const main = flow(() => work(1));`,
      "millrace.config.ts": `import { defineConfig } from "millrace"; export default defineConfig({ limits: { db: 2 } });`,
    });
    const { code, stderr } = await workspace.run("run", "a.ts");
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /limit "db" is 3 at a time in a\.ts:\d+:\d+ and 2 at a time in millrace\.config\.ts/,
    );
  }, 30_000);
});
