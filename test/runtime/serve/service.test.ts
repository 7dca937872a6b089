import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { listSchedules } from "../../../runtime/src/agent/schedules.js";
import { connect, liveServices } from "../../../runtime/src/store/index.js";
import { isAlive } from "../cli/workspace.js";
import { library, ServedWorkspace, said, until } from "./service.js";

const every = (seconds: number, more = "") => `schedule: { name: "s", every: ${seconds}${more} }`;
const quick = (options: string) => `${library}
export const main = flow({ name: "main", ${options} }, async () => {});`;
/** Runs until it is cancelled or the file `go` is there, and tells its process id. */
const slow = (options: string) => `${library}
import { appendFileSync, existsSync } from "node:fs";
const hold = task(async () => {
  appendFileSync("pids.txt", process.pid + "\\n");
  while (!existsSync("go") && !runtime().signal.aborted) await new Promise((r) => setTimeout(r, 20));
});
export const main = flow({ name: "main", ${options} }, async () => { await hold(); });`;

const pids = (workspace: ServedWorkspace) =>
  readFileSync(workspace.path("pids.txt"), "utf8").trim().split("\n").map(Number);

async function stopped(service: ReturnType<ServedWorkspace["serve"]>) {
  service.child.kill("SIGTERM");
  return service.ended;
}

test("a slot's run knows its moment, its schedule's parameters, and where it was called", async () => {
  using workspace = new ServedWorkspace({
    "etl.ts": `${library}
import { appendFileSync } from "node:fs";
const note = task((text: string) => appendFileSync("seen.txt", text));
const inner = flow({ name: "inner" }, async () => { await note(" " + runtime().scheduled.toISOString()); });
export const main = flow({ schedule: { name: "s", every: 2, parameters: { since: new Date(0), n: 3 } } },
  async (since: Date, n: number) => {
    await note(runtime().scheduled.toISOString() + " " + since.getFullYear() + " " + n);
    await inner();
  });`,
  });
  const service = workspace.serve("etl.ts");
  await until(service, "slot-ended");
  expect((await stopped(service)).code).toBe(0);
  const [run] = workspace.runs("main");
  const slot = new Date(run?.scheduled ?? 0).toISOString();
  expect(run).toMatchObject({ schedule: "s", params: { since: new Date(0), n: 3 } });
  expect((run?.scheduled ?? 1) % 2_000).toBe(0);
  expect(readFileSync(workspace.path("seen.txt"), "utf8")).toContain(`${slot} 1970 3 ${slot}`);
});

test("two services on one store run each slot once", async () => {
  using workspace = new ServedWorkspace({ "etl.ts": quick(every(1, ', overlap: "queue"')) });
  const services = [workspace.serve("etl.ts"), workspace.serve("etl.ts")];
  await Promise.all(services.map((service) => until(service, "serving")));
  await vi.waitFor(() => expect(workspace.runs().length).toBeGreaterThanOrEqual(4), 20_000);
  await Promise.all(services.map(stopped));
  const slots = workspace.runs().map(({ scheduled = 0 }) => scheduled / 1_000);
  expect(slots).toEqual(slots.map((_, index) => (slots[0] ?? 0) + index));
}, 30_000);

test.concurrent.each([
  ["none", (slots: number) => slots === 0],
  ["last", (slots: number) => slots === 1],
  ["all", (slots: number) => slots >= 3],
] as const)(
  "a real stop and start: catchUp %s",
  async (catchUp, isRight) => {
    using workspace = new ServedWorkspace({
      "etl.ts": quick(every(1, `, catchUp: "${catchUp}", overlap: "queue"`)),
    });
    const first = workspace.serve("etl.ts");
    await until(first, "slot-ended");
    await stopped(first);
    // Longer than what counts as restarted in time.
    await wait(9_000);
    const second = workspace.serve("etl.ts");
    await until(second, "slot-ended", catchUp === "all" ? 6 : 2);
    await stopped(second);
    const caughtUp = workspace.slots().filter(({ late }) => late === 1);
    expect(caughtUp.length).toSatisfy(isRight);
    const slots = workspace.runs().map(({ scheduled }) => scheduled);
    expect(new Set(slots).size).toBe(slots.length);
    const lost = said(second).filter(({ type }) => type === "slots-missed");
    expect(lost.length).toBe(catchUp === "all" ? 0 : 1);
  },
  60_000,
);

describe("stopping", () => {
  test.each([
    ["SIGTERM", ["SIGTERM"]],
    ["a terminal that is closed, which says so twice,", ["SIGHUP", "SIGHUP"]],
  ] as const)("%s waits for the run that goes on, and starts no other", async (_, signals) => {
    using workspace = new ServedWorkspace({ "etl.ts": slow(every(1, ', overlap: "skip"')) });
    const service = workspace.serve("etl.ts");
    await vi.waitFor(() => expect(existsSync(workspace.path("pids.txt"))).toBe(true), 10_000);
    for (const signal of signals) {
      service.child.kill(signal);
      await until(service, "stopping");
    }
    await wait(1_500);
    workspace.write("go", "");
    expect((await service.ended).code).toBe(0);
    expect(workspace.runs().map(({ state }) => state.name)).toEqual(["Completed"]);
  });

  test("whoever reads what it says may leave: it goes on", async () => {
    using workspace = new ServedWorkspace({ "etl.ts": quick(every(1)) });
    const service = workspace.serve("etl.ts");
    await until(service, "serving");
    service.child.stdout?.destroy();
    service.child.stderr?.destroy();
    await vi.waitFor(() => expect(workspace.runs().length).toBeGreaterThanOrEqual(2), 15_000);
    expect((await stopped(service)).code).toBe(0);
  }, 30_000);

  test("the second SIGTERM cancels it; status 130, and nothing is left behind", async () => {
    using workspace = new ServedWorkspace({ "etl.ts": slow(every(1, ', overlap: "skip"')) });
    const service = workspace.serve("etl.ts");
    await vi.waitFor(() => expect(existsSync(workspace.path("pids.txt"))).toBe(true), 10_000);
    service.child.kill("SIGTERM");
    await until(service, "stopping");
    service.child.kill("SIGTERM");
    expect((await service.ended).code).toBe(130);
    expect(workspace.runs().map(({ state }) => state.name)).toEqual(["Cancelled"]);
    expect(pids(workspace).filter(isAlive)).toEqual([]);
  });
});

test("a run outlives a killed service, and the next one waits for it", async () => {
  using workspace = new ServedWorkspace({ "etl.ts": slow(every(1, ', overlap: "queue"')) });
  const first = workspace.serve("etl.ts");
  await vi.waitFor(() => expect(existsSync(workspace.path("pids.txt"))).toBe(true), 10_000);
  first.child.kill("SIGKILL");
  // Its output stays open: the run that is left writes there, too.
  await once(first.child, "exit");
  const [pid = 0] = pids(workspace);
  expect(isAlive(pid)).toBe(true);
  const second = workspace.serve("etl.ts");
  await until(second, "serving");
  await wait(1_500);
  expect(pids(workspace)).toEqual([pid]);
  workspace.write("go", "");
  await until(second, "slot-ended", 2);
  await stopped(second);
  expect(workspace.runs()[0]?.state.name).toBe("Completed");
}, 30_000);

test("an editor sees what is scheduled, what each gives its flow, and who serves it", async () => {
  const given = ', parameters: { day: new Date(0), regions: new Set(["eu"]) }';
  using workspace = new ServedWorkspace({
    "etl.ts": quick(every(3_600, given)).replace(
      "async () =>",
      "async (day = new Date(), regions = new Set<string>()) =>",
    ),
  });
  const folder = join(workspace.folder, ".millrace");
  expect(await listSchedules(folder, undefined, 2)).toMatchObject({ services: [], problems: [] });
  const service = workspace.serve("etl.ts");
  await until(service, "serving");
  const connection = connect(folder);
  const { schedules, services } = await listSchedules(folder, connection, 2);
  connection.close();
  expect(schedules).toMatchObject([
    { flow: "main", params: { day: "1970-01-01T00:00:00.000Z", regions: ["eu"] }, paused: false },
  ]);
  expect(schedules[0]?.next).toHaveLength(2);
  expect(services).toEqual([
    { pid: service.child.pid, host: hostname(), since: expect.any(Number) },
  ]);
  await stopped(service);
}, 30_000);

test("a service is known while it lives, and not when it was stopped or killed", async () => {
  using workspace = new ServedWorkspace({ "etl.ts": quick(every(3_600)) });
  const services = () => {
    const connection = connect(join(workspace.folder, ".millrace"));
    const live = liveServices(connection).map(({ pid }) => pid);
    const rows = connection.all("SELECT pid FROM services").length;
    connection.close();
    return { live, rows };
  };
  const first = workspace.serve("etl.ts");
  await until(first, "serving");
  expect(services()).toEqual({ live: [first.child.pid], rows: 1 });
  first.child.kill("SIGKILL");
  await first.ended;
  expect(services()).toEqual({ live: [], rows: 1 });
  const second = workspace.serve("etl.ts");
  await until(second, "serving");
  expect(services()).toEqual({ live: [second.child.pid], rows: 1 });
  await stopped(second);
  expect(services()).toEqual({ live: [], rows: 0 });
}, 30_000);

test("cancel-running: the newer slot ends the older run", async () => {
  using workspace = new ServedWorkspace({
    "etl.ts": slow(every(2, ', overlap: "cancel-running"')),
  });
  const service = workspace.serve("etl.ts");
  await until(service, "slot-ended", 1);
  await until(service, "slot-claimed", 2);
  workspace.write("go", "");
  await stopped(service);
  expect(workspace.runs()[0]?.state.name).toBe("Cancelled");
}, 30_000);

test("--concurrency holds for the whole store", async () => {
  using workspace = new ServedWorkspace({
    "a.ts": slow(every(1)),
    "b.ts": slow(every(1)),
  });
  const service = workspace.serve("--concurrency", "2");
  await until(service, "slot-claimed", 2);
  await wait(2_500);
  expect(said(service).filter(({ type }) => type === "slot-claimed")).toHaveLength(2);
  workspace.write("go", "");
  await until(service, "slot-claimed", 3);
  await stopped(service);
}, 30_000);

describe("files that change", () => {
  test("are read again: a new schedule is served, a broken file keeps the one it had", async () => {
    using workspace = new ServedWorkspace({ "etl.ts": quick(every(3_600)) });
    const service = workspace.serve();
    await until(service, "serving");
    workspace.write("etl.ts", quick(every(1)));
    await until(service, "slot-ended");
    workspace.write("etl.ts", quick(every(1)).replace("flow(", "flow(("));
    // What comes now cannot be run, and that is said; it is run when the file is mended.
    const [waiting] = await until(service, "slot-waiting");
    workspace.write("etl.ts", quick(every(1)));
    const { slot } = waiting as { slot: number };
    await service.printed(new RegExp(`"slot-ended"[^\\n]*"slot":${slot}`));
    workspace.write("more/other.ts", quick(every(1)).replace('"main"', '"other"'));
    await service.printed(/"slot-ended","flow":"other"/);
    expect((await stopped(service)).code).toBe(0);
  }, 90_000);

  test("a file that ends whatever loads it leaves no slot claimed", async () => {
    using workspace = new ServedWorkspace({ "etl.ts": quick(every(1)) });
    const service = workspace.serve("etl.ts");
    await until(service, "serving");
    workspace.write("etl.ts", `${quick(every(1))}\nprocess.exit(2);`);
    await service.printed("ended the process that loaded it (status 2)");
    await until(service, "slot-waiting");
    await stopped(service);
    expect(workspace.slots().filter(({ state }) => state === "claimed")).toEqual([]);
  }, 30_000);
});

test("a busy store delays it and stops nothing", async () => {
  using workspace = new ServedWorkspace({ "etl.ts": quick(every(1, ', catchUp: "all"')) });
  const service = workspace.serve("etl.ts");
  await until(service, "slot-ended");
  const other = connect(join(workspace.folder, ".millrace"));
  other.run("BEGIN IMMEDIATE");
  await wait(3_000);
  other.run("COMMIT");
  other.close();
  const before = said(service).filter(({ type }) => type === "slot-ended").length;
  await until(service, "slot-ended", before + 3);
  expect((await stopped(service)).code).toBe(0);
  const slots = workspace.runs().map(({ scheduled = 0 }) => scheduled / 1_000);
  expect(slots).toEqual(slots.map((_, index) => (slots[0] ?? 0) + index));
}, 40_000);

describe("what cannot be served is said at once, status 2", () => {
  test.each<[name: string, files: Record<string, string>, args: string[], says: RegExp[]]>([
    [
      "nothing scheduled",
      { "etl.ts": quick("") },
      [],
      [/no flow under \. has a schedule/, /Give one a schedule/],
    ],
    ["no such path", {}, ["flows"], [/no such file or folder: flows/]],
    [
      "an impossible cron",
      { "etl.ts": quick('schedule: { cron: "0 0 31 2 *" }') },
      [],
      [/would never run/, /etl\.ts:3:\d+/],
    ],
    [
      "an unknown zone",
      { "etl.ts": quick('schedule: { cron: "0 6 * * *", timezone: "Mars/Base" }') },
      [],
      [/IANA time zone/],
    ],
    [
      "a parameter without a value",
      { "etl.ts": quick(every(60)).replace("async ()", "async (url: string)") },
      [],
      [
        /needs parameter "url" \(string\), got nothing/,
        /etl\.ts:3:/,
        /default, or a value in `parameters`/,
      ],
    ],
    [
      "a parameter of a wrong type",
      {
        "etl.ts": quick(every(60, ', parameters: { n: "x" }')).replace(
          "async ()",
          "async (n: number)",
        ),
      },
      [],
      [/parameter "n" .*must be number, got 'x'/],
    ],
    [
      "a wrong limit",
      { "etl.ts": quick(every(60)) },
      ["--concurrency", "0"],
      [/--concurrency: expected a whole number from 1/],
    ],
  ])("%s", async (_, files, args, says) => {
    using workspace = new ServedWorkspace(files);
    const { code, stdout, stderr } = await workspace.serve(...args).ended;
    expect(code, stderr).toBe(2);
    expect(stdout).toBe("");
    for (const text of says) expect(stderr).toMatch(text);
  });
});
