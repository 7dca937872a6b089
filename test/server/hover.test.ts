import { expect, test } from "vitest";
import type { Hover, MarkupContent } from "vscode-languageserver";
import { describeCron, describeInterval } from "../../server/src/features/hover/schedule.js";
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
