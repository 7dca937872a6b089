import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { AlertMessage } from "../../../runtime/src/alerts/message.js";
import { ServedWorkspace, until } from "../serve/service.js";
import { webhook } from "./servers.js";

const library = 'import { env, flow, task, runtime } from "millrace";\n';
const hook = 'to: { webhook: env("HOOK_URL") }';

/** A service whose environment has the address of a web service, which is its secret. */
function serve(workspace: ServedWorkspace, url: string, ...args: string[]) {
  const bin = workspace.path("node_modules/millrace/bin/millrace.js");
  return workspace.spawn([bin, "serve", "--json", ...args], { HOOK_URL: url });
}

const events = (posted: { body: AlertMessage }[]) => posted.map(({ body }) => body.event);

test("failure, crash and recovery are told of once each, and what went on is not", async () => {
  const { url, posted } = await webhook(200);
  using workspace = new ServedWorkspace({
    "etl.ts": `${library}
import { appendFileSync, readFileSync } from "node:fs";
const work = task(async () => {
  appendFileSync("turns", "x");
  const turn = readFileSync("turns", "utf8").length;
  if (turn === 2) throw new RangeError("no rows");
  if (turn === 3) process.exit(1);
});
export const main = flow({
  name: "report", schedule: { name: "s", every: 1, overlap: "queue" },
  alerts: [{ on: ["failure", "crash", "recovery"], ${hook} }],
}, async () => { await work(); });`,
  });
  const service = serve(workspace, `${url}/secret-path-123`);
  await until(service, "alert", 3);
  await until(service, "slot-ended", 6);
  service.child.kill("SIGTERM");
  await service.ended;
  expect(events(posted)).toEqual(["failure", "crash", "recovery"]);
  expect(posted.map(({ body }) => body.title)).toEqual([
    "report failed",
    "report crashed",
    "report completed again",
  ]);
  expect(posted[0]?.body).toMatchObject({
    flow: "report",
    file: "etl.ts",
    schedule: "s",
    state: "Failed",
    text: expect.stringMatching(/^RangeError: no rows \(etl\.ts:7\)$/),
  });
}, 30_000);

test("a run that takes long is told of while it runs", async () => {
  const { url, posted } = await webhook(200);
  using workspace = new ServedWorkspace({
    "etl.ts": `${library}
import { existsSync } from "node:fs";
const hold = task(async () => { while (!existsSync("go")) await new Promise((r) => setTimeout(r, 20)); });
export const main = flow({ schedule: { every: 1, overlap: "queue" }, alerts: [{ longerThan: 1, ${hook} }] },
  async () => { await hold(); });`,
  });
  const service = serve(workspace, url);
  await until(service, "alert");
  expect(posted.map(({ body }) => body.event)).toEqual(["slow"]);
  workspace.write("go", "");
  await until(service, "slot-ended");
  service.child.kill("SIGTERM");
  await service.ended;
  expect(posted).toHaveLength(1);
}, 30_000);

test("no more than allowed; what was held back is counted in the next", async () => {
  const { url, posted } = await webhook(200);
  using workspace = new ServedWorkspace({
    "millrace.config.ts": `import { defineConfig, env } from "millrace";
export default defineConfig({ alerts: [{ on: "failure", atMost: { count: 1, per: "4s" }, ${hook} }] });`,
    "etl.ts": `${library}
export const main = flow({ schedule: { every: 1, overlap: "queue" } }, async () => { throw new Error("no"); });`,
  });
  const service = serve(workspace, url);
  await until(service, "alert", 2);
  service.child.kill("SIGTERM");
  await service.ended;
  expect(posted[0]?.body.heldBack).toBeUndefined();
  expect(posted[1]?.body.heldBack).toBeGreaterThanOrEqual(2);
}, 30_000);

test("a webhook that is down costs no run; and the secret is in no log and in no file", async () => {
  const { url } = await webhook([500, "I know you: /services/s3cr3t-t0ken"]);
  using workspace = new ServedWorkspace({
    "etl.ts": `${library}
export const main = flow({ name: "report", schedule: { every: 1 }, alerts: [{ on: "failure", retries: 0, ${hook} }] },
  async () => { throw new Error("no"); });`,
  });
  const service = serve(workspace, `${url}/services/s3cr3t-t0ken`);
  await until(service, "alert", 2);
  service.child.kill("SIGTERM");
  const { code, stdout, stderr } = await service.ended;
  expect(code).toBe(0);
  expect(stdout).toContain("it answered 500: I know you");
  expect(workspace.runs().length).toBeGreaterThanOrEqual(2);
  const folder = join(workspace.folder, ".millrace");
  const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"));
  for (const text of [stdout, stderr, ...kept]) expect(text).not.toContain("s3cr3t-t0ken");
  expect(kept.join("")).toContain("webhook $HOOK_URL");
}, 30_000);

test("millrace alerts test: each way once, status 1 when one of them fails", async () => {
  const good = await webhook(200);
  const bad = await webhook(404);
  using workspace = new ServedWorkspace({
    "etl.ts": `${library}
const to = [{ webhook: env("GOOD_URL"), template: "slack" }, { webhook: env("BAD_URL") }, { webhook: env("UNSET_URL") }];
export const main = flow({ schedule: { every: 60 }, alerts: [{ on: "failure", to }] }, async () => {});
export const other = flow({ schedule: { every: 60 }, alerts: [{ on: "crash", to: to[0] }] }, async () => {});`,
  });
  const bin = workspace.path("node_modules/millrace/bin/millrace.js");
  const test = (...args: string[]) =>
    workspace.spawn([bin, "alerts", "test", ...args], {
      GOOD_URL: `${good.url}/a-secret`,
      BAD_URL: `${bad.url}/b-secret`,
    }).ended;
  const all = await test();
  expect(all.code).toBe(1);
  expect(good.posted).toHaveLength(1);
  expect(all.stdout).toContain("slack $GOOD_URL\n");
  expect(all.stdout).toContain("webhook $BAD_URL: it answered 404");
  expect(all.stdout).toContain("webhook $UNSET_URL: the environment variable UNSET_URL is not set");
  expect(all.stdout + all.stderr).not.toMatch(/[ab]-secret/);
  expect((await test("--flow", "other")).code).toBe(0);
  expect(await test("--flow", "nobody")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('flow "nobody" has no alerts'),
  });
});
