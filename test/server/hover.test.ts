import type { RunHistory } from "@millrace/protocol";
import { expect, test } from "vitest";
import type { Hover, MarkupContent } from "vscode-languageserver";
import {
  describeCron,
  describeInterval,
  describeRule,
} from "../../server/src/features/hover/schedule.js";
import { Editor, Folder } from "./support/editor.js";
import { marked } from "./support/marked.js";

async function hover(code: string): Promise<string | null> {
  using folder = new Folder();
  await using editor = await Editor.start(folder);
  const { text, position } = marked(code);
  const uri = await editor.open("etl.ts", text);
  const answer = await editor.request<Hover | null>("hover", { textDocument: { uri }, position });
  return answer && (answer.contents as MarkupContent).value;
}

/** A flow whose task has these options. */
const flowWith = (options: string) => `import { exponential, flow, task } from "millrace";
const load = task({ ${options} }, async (url: string): Promise<string[]> => [url]);
const save = task(async (rows: string[]) => rows.length);
export const etl = flow((url = "x") => save(load(url)));
`;

test.each([
  [
    'ret|>ries: 3, retryDelay: 10, timeout: "2m"',
    "**Up to 4 attempts**: waits 10 s, 10 s, 10 s.\n\nGives up after 30 s of waiting, at most 8 min 30 s with the 2 min timeout.",
  ],
  [
    "retries: 3, retry|>Delay: [1, 60]",
    "**Up to 4 attempts**: waits 1 s, 1 min, 1 min.\n\nGives up after 2 min 1 s of waiting, plus the attempts themselves.",
  ],
  [
    "retries: 3, retryDelay: exponential(2, { max: 5, jit|>ter: 0.5 })",
    "**Up to 4 attempts**: waits 1 s to 2 s, 2 s to 4 s, 2.5 s to 5 s.\n\nGives up after 5.5 s to 11 s of waiting, plus the attempts themselves.",
  ],
  ["retries: |>2", "**Up to 3 attempts**: tries again at once."],
  ["retries: 2, retryDelay: (n) |>=> n", null],
  [
    "retries: 2, retry|>Delay: (n) => n",
    "**Up to 3 attempts**: waits as long as its function says.",
  ],
  ["retries: |>COUNT", "How often it is tried again is known when the module loads."],
  [
    'retryDelay: |>"5s"',
    "One attempt: a failure is final. `retryDelay` has no effect without `retries`.",
  ],
])("retry settings: %s", async (options, expected) => {
  const text = await hover(flowWith(options));
  const affected = "If the last attempt fails, these do not start:\n- in `etl`: `save`";
  expect(text).toBe(expected === null ? null : `${expected}\n\n${affected}`);
});

test("a timeout says what all attempts can take", async () => {
  expect(await hover(flowWith('time|>out: "2m", retries: 1'))).toContain(
    "longer than **2 min** ends as `TimedOut`, and `runtime().signal` aborts. It is tried again: up to 2 attempts, at most 4 min of running.",
  );
});

test("a cache says when a result is taken over", async () => {
  expect(await hover(flowWith('cache: { key: () => "k", exp|>ires: "1d" }'))).toBe(
    "The result is taken over from an earlier run while its `key` is the same (`Cached`). It stays good for 1 d.",
  );
  expect(await hover(flowWith("ca|>che: true"))).toContain(
    "its arguments and its source are the same",
  );
});

test("a run name names what is no parameter", async () => {
  expect(await hover(flowWith('runName: "load|>-{url}-{table}"'))).toContain(
    "`table` is not a parameter.",
  );
});

test("an option of `with` counts together with the task's own", async () => {
  const code = flowWith("retries: 2, timeout: 10").replace(
    "load(url)",
    "load.with({ retry|>Delay: 5 })(url)",
  );
  expect(await hover(code)).toContain(
    "**Up to 3 attempts**: waits 5 s, 5 s.\n\nGives up after 10 s of waiting, at most 40 s with the 10 s timeout.",
  );
});

test("a task's card: signature, options, neighbours", async () => {
  const code = flowWith("retries: 2").replace("save(load(url))", "save(lo|>ad(url))");
  expect(await hover(code)).toBe(
    [
      "```typescript\n(task) load(url: string): Promise<string[]>\n```",
      "retries `2`",
      "Called\n- in `etl`: before `save`",
    ].join("\n\n"),
  );
});

test("nothing is said of other code", async () => {
  expect(await hover("const re|>tries = { retries: 3 };")).toBeNull();
  expect(await hover("const x = other({ ret|>ries: 3 });")).toBeNull();
});

test("cron in words, with dates in its own time zone over the change of clocks", () => {
  const now = new Date("2026-03-28T00:00:00Z");
  expect(describeCron("30 2 * * *", "Europe/Berlin", now)).toEqual([
    "**At 02:30**",
    "Next: \n- Sat, 28 Mar 2026, 02:30:00 CET\n- Sun, 29 Mar 2026, 03:00:00 CEST\n- Mon, 30 Mar 2026, 02:30:00 CEST\n- Tue, 31 Mar 2026, 02:30:00 CEST\n- Wed, 1 Apr 2026, 02:30:00 CEST",
  ]);
  expect(describeCron("61 * * * *", undefined, now)[0]).toMatch(/^Not a cron expression: /);
});

test("a schedule's words are at its timing, wherever in the schedule the cursor is", async () => {
  const code =
    'import { flow } from "millrace";\nexport const f = flow({ schedule: { cron: "0 6 * * 1-5", time|>zone: "UTC" } }, () => 1);';
  expect(await hover(code)).toMatch(
    /^\*\*At 06:00, Monday through Friday\*\*\n\nNext: (\n- \w{3}, .* 06:00:00 UTC){5}$/,
  );
});

test("an interval with an anchor has dates", () => {
  const now = new Date("2026-01-01T10:20:00Z");
  const [words, dates] = describeInterval("6h", "2026-01-01T00:00:00Z", now);
  expect(words).toBe("**Every 6 h**");
  expect(dates).toMatch(/12:00:00 UTC\n- Thu, 1 Jan 2026, 18:00:00 UTC/);
});

test("a rule in words, with dates in its time zone", () => {
  const now = new Date("2026-03-27T12:00:00Z");
  const [words, dates] = describeRule(
    "FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=2;BYMINUTE=30;BYSECOND=0",
    "Europe/Berlin",
    now,
  );
  expect(words).toBe("**Every week on Saturday and Sunday at 02:30**");
  expect(dates).toContain("Sat, 28 Mar 2026, 02:30:00 CET\n- Sun, 29 Mar 2026, 03:30:00 CEST\n");
  expect(describeRule("FREQ=OFTEN", undefined, now)[0]).toBe(
    "Not a recurrence rule: OFTEN is no frequency: SECONDLY, MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY, YEARLY are.",
  );
});

/** Hovers in a workspace that is on the disk, after it was looked through. */
async function hoverIn(files: Record<string, string>, code: string, history?: RunHistory) {
  using folder = new Folder({ "package.json": "{}", ...files });
  const { text, position } = marked(code);
  folder.write("etl.ts", text);
  await using editor = await Editor.start(folder);
  const uri = await editor.open("etl.ts", text);
  await editor.ask("millrace/flows", undefined);
  if (history) await editor.connection.sendNotification("millrace/runHistory", history);
  const answer = await editor.request<Hover | null>("hover", { textDocument: { uri }, position });
  return answer && (answer.contents as MarkupContent).value;
}

test("a limit says how many it lets through, and who shares it", async () => {
  const other = `import { task } from "millrace";
export const ask = task({ concurrency: { name: "db", limit: 4 } }, async () => 1);
export const poll = task({ concurrency: [{ name: "api", rate: 10, per: "1m" }, "db"] }, async () => 1);`;
  const config = `import { defineConfig } from "millrace";
export default defineConfig({ limits: { gpu: 1 } });`;
  const files = { "other.ts": other, "millrace.config.ts": config };
  expect(await hoverIn(files, flowWith('concur|>rency: "db"'))).toBe(
    "**db**: 4 at a time, over all runs on the machine. Shared by `ask`, `load` and `poll`.\n\nA slot is taken for each attempt and given back between attempts.",
  );
  expect(await hoverIn(files, flowWith('concurrency: ["a|>pi", "gpu"]'))).toBe(
    "**api**: 10 starts in any 60 s, over all runs on the machine. Shared by `load` and `poll`.\n\n**gpu**: 1 at a time, over all runs on the machine.\n\nIt starts when all of these let it.\n\nA slot is taken for each attempt and given back between attempts.",
  );
  expect(await hoverIn(files, flowWith("concurr|>ency: 2"))).toContain(
    "At most **2** runs of this task",
  );
  expect(await hoverIn(files, flowWith('concurr|>ency: "nobody"'))).toContain(
    "nobody in this workspace says",
  );
});

test("who shares a limit is found by values: constants, spreads, other files, factories", async () => {
  const files = {
    "limits.ts": `export const DB = "db";
export const api = { name: "api", rate: 10, per: "1s" };
export const busy = { concurrency: [DB, api], retries: 2 };`,
    "other.ts": `import { task } from "millrace";
import { busy, DB } from "./limits";
const concurrency = DB;
const gentle = (name: string) => task({ name, concurrency: { name: DB, limit: 4 } }, async () => 1);
export const spread = task({ ...busy }, async () => 1);
export const whole = task(busy, async () => 1);
export const overridden = task({ ...busy, concurrency: "gpu" }, async () => 1);
export const shorthand = task({ concurrency }, async () => 1);
export const made = gentle("made");
export class Etl { @task({ ...busy }) async method() {} }`,
  };
  expect(await hoverIn(files, flowWith('concur|>rency: "db"'))).toBe(
    "**db**: 4 at a time, over all runs on the machine. Shared by `load`, `made`, `method`, `shorthand`, `spread` and 1 more.\n\nA slot is taken for each attempt and given back between attempts.",
  );
  expect(
    await hoverIn(files, `import { api } from "./limits";\n${flowWith("concur|>rency: api")}`),
  ).toContain(
    "**api**: 10 starts in any 1 s, over all runs on the machine. Shared by `load`, `method`, `spread` and `whole`.",
  );
  expect(await hoverIn({}, flowWith("concur|>rency: Number(process.env.N)"))).toContain(
    "known when the module loads",
  );
});

test("files: what the patterns match now, and why the last run ran", async () => {
  const files = { "data/a.csv": "1", "data/b.csv": "2", "data/old.csv": "3" };
  const state = { type: "COMPLETED", name: "Completed" } as const;
  const sample = { run: "r1", state, started: 1, reason: "data/a.csv changed" };
  const history: RunHistory = {
    flows: [],
    tasks: [{ key: "etl.ts#load", last: sample, recent: { runs: 1, completed: 1 } }],
  };
  const option = 'fi|>les: { inputs: ["data/*.csv", "!data/old.csv"], outputs: "out/rows.json" }';
  expect(await hoverIn(files, flowWith(option), history)).toBe(
    "Reads `data/*.csv`, `!data/old.csv`, now 2 files: `data/a.csv` and `data/b.csv`.\n\nWrites `out/rows.json`: none is there, so it will run.\n\nWhile they are as the task left them, it does not run: its state is `Cached`, its message `up to date`.\n\nLast run: data/a.csv changed.",
  );
  expect(
    await hoverIn(
      files,
      flowWith('files: { cwd: "data", inp|>uts: "b.csv", outputs: "{url}.json" }'),
    ),
  ).toMatch(
    /^Reads `b.csv`, now one file: `b.csv`\.\n\nWrites `{url}.json`, with the parameters of the call\./,
  );
});

test("where a task runs", async () => {
  expect(await hoverIn({}, flowWith('run|>In: "worker"'))).toContain("a thread of its own");
});

test("input() says what it waits for", async () => {
  const asking = (call: string) =>
    `import { flow, input as ask } from "millrace";\nexport const f = flow(async () => { await ${call}; });`;
  expect(
    await hover(asking('a|>sk({ key: "publish", prompt: "Publish it?", timeout: "1 day" })')),
  ).toBe(
    "Pauses here until a person has given **yes or no** to `publish`: in the editor, in the terminal that runs the flow, or with `millrace runs answer`.\n\n> Publish it?\n\nIt waits at most **1 d**, then an `InputTimeoutError` is thrown.",
  );
  expect(await hover(asking('as|>k({ schema: { type: "number" } })'))).toContain(
    'an answer that fits `{ type: "number" }`** to `input`',
  );
  expect(await hover(asking("as|>k()"))).toContain("It waits as long as the run goes on.");
  expect(await hover("const x = in|>put();")).toBeNull();
});
