import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { planBackfill } from "../../../runtime/src/serve/backfill.js";
import { addSlot, connect, pauseSchedule } from "../../../runtime/src/store/index.js";
import { library, ServedWorkspace } from "./service.js";

const daily = `${library}
import { appendFileSync } from "node:fs";
const note = task((text: string) => appendFileSync("days.txt", text + "\\n"));
export const main = flow({ name: "daily", schedule: { name: "d", cron: "30 2 * * *", timezone: "Europe/Berlin", parameters: { fail: "2026-03-30" } } },
  async (fail: string) => {
    const day = runtime().scheduled.toISOString();
    if (day.startsWith(fail)) throw new Error("not this day");
    await note(day);
  });`;

const lines = (stdout: string) =>
  stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { type: string; slot: string; state?: string });

test("a dry run names the slots, in the zone of the schedule, and records nothing", async () => {
  using workspace = new ServedWorkspace({ "etl.ts": daily });
  const { code, stdout } = await workspace.run(
    ...["backfill", "daily", "--from", "2026-03-28", "--to", "2026-03-30", "--dry-run"],
  );
  expect(code).toBe(0);
  // On the 29th the clocks of Berlin skip from two to three.
  expect(stdout.split("\n").slice(0, 4)).toEqual([
    "  Sat 2026-03-28 02:30:00 +01:00",
    "  Sun 2026-03-29 03:00:00 +02:00",
    "  Mon 2026-03-30 02:30:00 +02:00",
    "daily: 3 of 3 slots to run",
  ]);
  expect(existsSync(workspace.path(".millrace/millrace.db"))).toBe(false);
});

test("runs each slot with its moment, tells of failures, and does not repeat what completed", async () => {
  using workspace = new ServedWorkspace({ "etl.ts": daily });
  const range = ["--from", "2026-03-28", "--to", "2026-03-31", "--json", "--concurrency", "2"];
  const first = await workspace.run("backfill", "etl.ts:daily", ...range);
  expect(first.code, first.stderr).toBe(1);
  const ended = lines(first.stdout).filter(({ type }) => type === "ended");
  expect(ended.map(({ slot, state }) => `${slot.slice(0, 10)} ${state}`).sort()).toEqual([
    "2026-03-28 Completed",
    "2026-03-29 Completed",
    "2026-03-30 Failed",
    "2026-03-31 Completed",
  ]);
  const again = await workspace.run("backfill", "etl.ts", ...range);
  expect(lines(again.stdout).filter(({ type }) => type === "ended")).toMatchObject([
    { slot: "2026-03-30T00:30:00.000Z", state: "Failed" },
  ]);
  expect(workspace.runs().map(({ scheduled = 0 }) => new Date(scheduled).toISOString())).toEqual([
    "2026-03-28T01:30:00.000Z",
    "2026-03-29T01:00:00.000Z",
    "2026-03-30T00:30:00.000Z",
    "2026-03-30T00:30:00.000Z",
    "2026-03-31T00:30:00.000Z",
  ]);
  const repeated = await workspace.run(
    "backfill",
    "etl.ts",
    "--from",
    "2026-03-28",
    "--to",
    "2026-03-28",
    "--again",
  );
  expect(repeated.stdout).toContain("1 of 1 slots to run");
  expect(repeated.code).toBe(0);
}, 60_000);

test("slots that are too many to be meant are refused, not gathered", () => {
  const timing = { every: 1_000, anchor: 0 };
  const settings = { active: true, catchUp: "none", overlap: "allow" } as const;
  const schedule = { key: "s", timing, ...settings, parameters: "", params: {} };
  const plan = (to: number) =>
    planBackfill(undefined, "etl.ts#main", schedule, { from: 0, to, again: false });
  expect(plan(86_399_999)).toHaveLength(86_400);
  expect(() => plan(Date.parse("2026-01-01"))).toThrow(
    "the schedule s has more than 100000 slots from 1970-01-01T00:00:00.000Z to 2026-01-01",
  );
});

test("a slot whose run could not begin is as it was: no service runs it later, unless it waited for one", async () => {
  using workspace = new ServedWorkspace({
    "etl.ts": `import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { flow } from "millrace";
appendFileSync("loaded", "x");
// The command itself loads it first.
if (readFileSync("loaded").length > 1 && !existsSync("mended")) throw new Error("half saved");
export const main = flow({ schedule: { name: "d", cron: "0 6 * * *", timezone: "UTC" } }, () => {});`,
  });
  const waiting = Date.parse("2026-01-02T06:00Z");
  const connection = connect(workspace.path(".millrace"));
  addSlot(connection, { flowKey: "etl.ts#main", schedule: "d", slot: waiting }, true);
  pauseSchedule(connection, "etl.ts#main", "d", true);
  connection.close();
  const range = ["etl.ts", "--from", "2026-01-01", "--to", "2026-01-02"];
  const refused = await workspace.run("backfill", ...range);
  expect(refused.code).toBe(1);
  expect(refused.stdout.match(/did not start/g)).toHaveLength(2);
  expect(workspace.slots()).toMatchObject([{ slot: waiting, state: "due" }]);
  workspace.write("mended", "");
  expect((await workspace.run("backfill", ...range)).code).toBe(0);
  expect(workspace.slots().map(({ state }) => state)).toEqual(["ended", "ended"]);
}, 40_000);

test("a retry of a slot's run is for the same moment", async () => {
  using workspace = new ServedWorkspace({ "etl.ts": daily });
  await workspace.run("backfill", "etl.ts", "--from", "2026-03-30", "--to", "2026-03-30");
  const [failed] = workspace.runs();
  const retried = await workspace.run("runs", "retry", failed?.id ?? "", "--json");
  expect(retried.events.at(-1)).toMatchObject({ error: { message: "not this day" } });
  expect(workspace.runs()).toMatchObject([
    {},
    { retryOf: failed?.id, scheduled: failed?.scheduled },
  ]);
});

describe("what cannot be meant is refused with status 2", () => {
  test.each<[args: string[], says: RegExp]>([
    [
      ["dialy", "--from", "2026-01-01"],
      /no scheduled flow "dialy" was found, did you mean "daily"\?/,
    ],
    [["plain", "--from", "2026-01-01"], /the flow plain has no schedule, so it has no slots/],
    [["etl.ts:nightly", "--from", "2026-01-01"], /no scheduled flow "nightly"/],
    [["daily", "--from", "yesterday"], /--from: expected a date such as 2026-01-31/],
    [["daily", "--from", "2026-02-01", "--to", "2026-01-01"], /which is after --to/],
    [["daily", "--from", "2099-01-01"], /which is after now/],
    [["daily", "--from", "2026-01-01", "--schedule", "e"], /flow "daily" has no schedule "e"/],
    [
      ["daily", "--from", "2026-01-01", "--concurrency", "x"],
      /--concurrency: expected a whole number/,
    ],
    [["daily"], /required option '--from/],
  ])("%j", async (args, says) => {
    using workspace = new ServedWorkspace({
      "etl.ts": `${daily}\nexport const plain = flow(async () => {});`,
    });
    const { code, stdout, stderr } = await workspace.run("backfill", ...args);
    expect(stderr).toMatch(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});
