import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunStarted } from "../../../protocol/src/index.js";
import { alertsInForce, type Watcher } from "../../../runtime/src/alerts/in-force.js";
import type { Alert } from "../../../runtime/src/alerts/options.js";
import { livenessOf, type ProcessIdentity } from "../../../runtime/src/processes/identity.js";
import {
  connect,
  listRuns,
  openHistory,
  type StoredFlowRun,
} from "../../../runtime/src/store/index.js";
import { Workspace } from "../cli/workspace.js";
import { ServedWorkspace, until } from "../serve/service.js";
import { webhook } from "./servers.js";

const source = (options: string) => `import { existsSync } from "node:fs";
import { env, flow, task } from "millrace";
const to = { webhook: env("HOOK_URL") };
const work = task(async () => {
  if (existsSync("hang")) { console.log("hangs"); await new Promise((r) => setTimeout(r, 60_000)); }
  if (existsSync("broken")) throw new RangeError("no rows");
});
export const main = flow({ name: "report", ${options} }, async () => void (await work()));
`;
const alerts = 'alerts: [{ on: ["failure", "crash", "recovery"], to }]';

function millrace(workspace: Workspace, url: string, ...args: string[]) {
  const bin = workspace.path("node_modules/millrace/bin/millrace.js");
  return workspace.spawn([bin, ...args], { HOOK_URL: url });
}

function newest(workspace: Workspace): StoredFlowRun {
  const connection = connect(workspace.path(".millrace"));
  const [run] = listRuns(connection, { limit: 1 });
  connection.close();
  return run as StoredFlowRun;
}

async function gone(runner: ProcessIdentity): Promise<void> {
  await expect.poll(() => livenessOf(runner), { timeout: 10_000 }).toBe("gone");
}

describe("which alerts count for a run", () => {
  const hook = { webhook: "https://a.b" };
  const of = (runs?: Alert["runs"]): Alert => ({
    on: "failure",
    to: hook,
    ...(runs ? { runs } : {}),
  });
  const cases: [watcher: Watcher | undefined, runs: Alert["runs"] | undefined, counts: boolean][] =
    [
      [undefined, undefined, true],
      [undefined, "unattended", true],
      [undefined, "all", true],
      [undefined, "scheduled", false],
      ["terminal", undefined, false],
      ["terminal", "all", true],
      ["editor", undefined, false],
      ["editor", "all", true],
      ["service", "all", false],
    ];
  test.each(cases)("watched by %s, on %s runs: %s", (watcher, runs, counts) => {
    expect(alertsInForce([of(runs)], watcher)).toEqual(counts ? [of(runs)] : []);
  });

  test("an editor shows the end of its run itself", () => {
    const both: Alert = { ...of("all"), to: [hook, { desktop: true }] };
    expect(alertsInForce([both, { ...of("all"), to: { desktop: true } }], "editor")).toEqual([
      { ...of("all"), to: [hook] },
    ]);
    expect(alertsInForce([both], undefined)).toEqual([both]);
  });
});

test("a run that a script starts tells of its failure, and of its recovery, once each", async () => {
  const { url, posted } = await webhook(200);
  using workspace = new Workspace({ "etl.ts": source(alerts), broken: "" });
  const failed = await millrace(workspace, `${url}/s3cr3t-t0ken`, "run", "etl.ts", "--json").ended;
  expect(failed.code).toBe(1);
  const { run } = failed.events[0] as RunStarted;
  expect(posted.map(({ body }) => body)).toMatchObject([
    {
      event: "failure",
      title: "report failed",
      run,
      state: "Failed",
      text: expect.stringMatching(/^RangeError: no rows \(etl\.ts:6\)$/),
    },
  ]);
  workspace.write("etl.ts", source(alerts).replace('existsSync("broken")', "false"));
  const retried = await millrace(workspace, `${url}/s3cr3t-t0ken`, "runs", "retry", run).ended;
  expect(retried.code).toBe(0);
  expect((await millrace(workspace, url, "run", "etl.ts").ended).code).toBe(0);
  expect(posted.map(({ body }) => body.event)).toEqual(["failure", "recovery"]);
  const folder = workspace.path(".millrace");
  const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"));
  for (const text of [failed.stderr, failed.stdout, retried.stderr, ...kept]) {
    expect(text).not.toContain("s3cr3t-t0ken");
  }
}, 30_000);

test("killed with -9, the command that watches it tells of the crash", async () => {
  const { url, posted } = await webhook(200);
  using workspace = new Workspace({
    "etl.ts": source(""),
    hang: "",
    "millrace.config.ts": `import { defineConfig, env } from "millrace";
export default defineConfig({ alerts: [{ on: "crash", to: { webhook: env("HOOK_URL") } }] });`,
  });
  const command = millrace(workspace, url, "run", "etl.ts");
  await command.printed("hangs");
  const { id, runner } = newest(workspace);
  process.kill(runner.pid, "SIGKILL");
  expect((await command.ended).code).toBe(1);
  expect(posted.map(({ body }) => [body.event, body.run])).toEqual([["crash", id]]);
}, 30_000);

test("a webhook that is down does not hold the command; the next run delivers", async () => {
  const { url, posted } = await webhook(500, 500, 200);
  using workspace = new Workspace({ "etl.ts": source(alerts), broken: "" });
  const began = Date.now();
  const failed = await millrace(workspace, url, "run", "etl.ts").ended;
  expect(Date.now() - began).toBeLessThan(20_000);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain(
    "could not tell webhook $HOOK_URL that report failed: it answered 500; the next run here or `millrace serve` tries again",
  );
  const without = await workspace.run("run", "etl.ts");
  expect(without.stderr).toContain("HOOK_URL is not set");
  expect(posted).toHaveLength(2);
  workspace.write("etl.ts", source(alerts).replace('existsSync("broken")', "false"));
  await millrace(workspace, url, "run", "etl.ts").ended;
  const told = posted.slice(2).map(({ body }) => body.event);
  expect(told.sort()).toEqual(["failure", "failure", "recovery"]);
}, 60_000);

test("nobody is told of what only schedules are to tell of, nor of a task alone", async () => {
  const { url, posted } = await webhook(200);
  using workspace = new Workspace({
    "etl.ts": `${source('alerts: [{ on: "failure", runs: "scheduled", to }]').replace("const work", "export const work")}`,
    broken: "",
    "millrace.config.ts": `import { defineConfig, env } from "millrace";
export default defineConfig({ alerts: [{ on: "failure", runs: "scheduled", to: { webhook: env("HOOK_URL") } }] });`,
  });
  expect((await millrace(workspace, url, "run", "etl.ts").ended).code).toBe(1);
  expect((await millrace(workspace, url, "run", "etl.ts:work").ended).code).toBe(1);
  expect(posted).toEqual([]);
}, 30_000);

test("a configuration that cannot be used is said to cost what it says, and no run", async () => {
  using workspace = new Workspace({
    "etl.ts": source(""),
    "millrace.config.ts": `import { defineConfig } from "millrace";
export default defineConfig({ retention: { kep: 3 } } as object);`,
  });
  const { code, stderr } = await workspace.run("run", "etl.ts");
  expect(code).toBe(0);
  expect(stderr).toContain("millrace.config.ts:2:16");
  expect(stderr).toContain("The run goes on without it");
  expect(stderr).not.toContain("No flow was run");
}, 30_000);

test("a run that takes long is told of while it runs", async () => {
  const { url, posted } = await webhook(200);
  using workspace = new Workspace({
    "etl.ts": source("alerts: [{ longerThan: 0.3, to }]"),
    hang: "",
  });
  const command = millrace(workspace, url, "run", "etl.ts");
  await command.printed("hangs");
  await expect
    .poll(() => posted.map(({ body }) => body.event), { timeout: 10_000 })
    .toEqual(["slow"]);
  command.child.kill("SIGINT");
  expect((await command.ended).code).toBe(130);
}, 30_000);

test("a backfill tells of the runs that fail", async () => {
  const { url, posted } = await webhook(200);
  using workspace = new Workspace({
    "etl.ts": source(`schedule: { name: "daily", cron: "0 6 * * *", timezone: "UTC" }, ${alerts}`),
    broken: "",
  });
  const dates = ["--from", "2026-01-01", "--to", "2026-01-01"];
  expect((await millrace(workspace, url, "backfill", "report", ...dates).ended).code).toBe(1);
  expect(posted.map(({ body }) => [body.event, body.slot])).toEqual([
    ["failure", "2026-01-01T06:00:00.000Z"],
  ]);
}, 30_000);

test("killed with the command that watches it, a service tells of the crash", async () => {
  const { url, posted } = await webhook(200);
  using workspace = new ServedWorkspace({
    "etl.ts": source(alerts),
    hang: "",
    "other.ts":
      'import { flow } from "millrace";\nexport const other = flow({ schedule: { every: 3600 } }, () => {});',
  });
  const bin = workspace.path("node_modules/millrace/bin/millrace.js");
  const service = workspace.spawn([bin, "serve", "other.ts", "--json"], { HOOK_URL: url });
  await until(service, "serving");
  const command = millrace(workspace, url, "run", "etl.ts");
  await command.printed("hangs");
  const { id, runner } = newest(workspace);
  command.child.kill("SIGKILL");
  process.kill(runner.pid, "SIGKILL");
  await gone(runner);
  // Whoever looks first finds it dead; the service tells of it all the same.
  openHistory(workspace.path(".millrace"))?.close();
  expect(newest(workspace).state.name).toBe("Crashed");
  await until(service, "alert");
  expect(posted.map(({ body }) => [body.event, body.run])).toEqual([["crash", id]]);
  service.child.kill("SIGTERM");
  await service.ended;
}, 40_000);

test("a run that only its watcher's death ends is told of by the next run here, once", async () => {
  const { url, posted } = await webhook(200);
  using workspace = new Workspace({ "etl.ts": source(alerts), hang: "" });
  const command = millrace(workspace, url, "run", "etl.ts");
  await command.printed("hangs");
  const { id, runner } = newest(workspace);
  command.child.kill("SIGKILL");
  await gone(runner);
  rmSync(workspace.path("hang"));
  await workspace.run("run", "etl.ts");
  expect(posted).toEqual([]);
  for (let runs = 0; runs < 2; runs += 1) await millrace(workspace, url, "run", "etl.ts").ended;
  const told = posted.map(({ body }) => [body.event, body.run]);
  expect(told.filter(([event]) => event === "crash")).toEqual([["crash", id]]);
}, 30_000);
