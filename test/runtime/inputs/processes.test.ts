/** Questions asked by one process and answered in another. */
import { describe, expect, test } from "vitest";
import { Workspace } from "../cli/workspace.js";

const flowFile = `
import { flow, input, task } from "millrace";
const check = task(async (n: number) => {
  const answer = await input({ key: "count", prompt: "How many?", schema: { type: "integer", minimum: 1 } });
  return n * (answer as number);
});
export const main = flow(async () => {
  const count = await check(2);
  const go = await input({ key: "publish", prompt: "Publish?" });
  if (!go) throw new Error("nobody wants it");
  return count;
});`;

const asked = (key: string) => new RegExp(`"input-requested"[^\\n]*"key":"${key}"[^\\n]*\\n`);

describe("a question", () => {
  test("is listed, refused where it is wrong, and answered from another process; a retry remembers", async () => {
    using workspace = new Workspace({ "a.ts": flowFile });
    const running = workspace.start("run", "a.ts", "--json");
    await running.printed(asked("count"));
    const run = /"run":"(\w+)"/.exec(running.stdout)?.[1] ?? "";

    const listed = await workspace.run("runs", "inputs");
    expect(listed.stdout).toContain(`${run}  count`);
    expect(listed.stdout).toContain("How many? (a whole number)");
    const shown = await workspace.run("runs", "show");
    expect(shown.stdout).toMatch(/Asks\n {2}How many\? \(a whole number\)/);
    const wrong = await workspace.run("runs", "answer", run, "zero");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('"count" does not take this answer');
    const unknown = await workspace.run("runs", "answer", run, "cuont", "3");
    expect(unknown.stderr).toContain('does not ask for "cuont", did you mean "count"?');
    const right = await workspace.run("runs", "answer", run.slice(0, 8), "count", "3");
    expect(right.stderr).toBe("");
    expect(right.stdout).toContain('"count" is answered');

    await running.printed(asked("publish"));
    expect((await workspace.run("runs", "answer", run, "no")).code).toBe(0);
    const { code, events } = await running.ended;
    expect(code).toBe(1);
    const settled = events.filter((event) => event.type === "input-settled");
    expect(settled.map(({ outcome }) => outcome)).toEqual(["answered", "answered"]);
    const late = await workspace.run("runs", "answer", run, "yes");
    expect(late.stderr).toContain(`run ${run} asks for nothing now`);

    // The task is restored and asks nothing; the flow's own question has its answer.
    const again = await workspace.run("runs", "retry", run, "--json");
    expect(again.code).toBe(1);
    expect(again.events.filter((event) => event.type === "input-settled")).toHaveLength(1);
    expect(again.events.at(-1)).toMatchObject({ error: { message: "nobody wants it" } });
  }, 60_000);

  test("goes with a run that is killed", async () => {
    using workspace = new Workspace({ "a.ts": flowFile });
    const running = workspace.start("run", "a.ts", "--json");
    await running.printed(asked("count"));
    running.child.kill("SIGKILL");
    await running.ended;
    const listed = await workspace.run("runs", "inputs");
    expect(listed.stdout).toBe("Nobody is asked for anything.\n");
  }, 30_000);

  test("tells how it is answered, also where nothing else is told", async () => {
    using workspace = new Workspace({ "a.ts": flowFile });
    const running = workspace.start("run", "a.ts", "--quiet");
    const [told] = await running.printed(/.*How many\?.*\n.*/);
    expect(told).toContain("a whole number");
    const [, run = ""] = await running.printed(/millrace runs answer (\w+) count/);
    expect((await workspace.run("runs", "cancel", run)).code).toBe(0);
    expect((await running.ended).code).toBe(130);
  }, 30_000);
});
