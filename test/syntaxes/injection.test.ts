import { describe, expect, test } from "vitest";
import { ours, tokens } from "./tokens.js";

const cases: [name: string, source: string, expected: string[]][] = [
  ["a wrapped task", "const load = task(async () => 1);", ["task -> support.function.wrapper"]],
  [
    "a wrapper with options",
    "const f = flow({ retries: 2 }, main);",
    ["flow -> support.function.wrapper"],
  ],
  ["a wrapper of a name", "export default task(load);", ["task -> support.function.wrapper"]],
  [
    "arguments on the next line",
    "const load = task(\n  fetchIt,\n);",
    ["task -> support.function.wrapper"],
  ],
  ["another library's task", 'gulp.task("build"); task("build", () => {});', []],
  ["a method named task", "queue.task(() => 1);", []],
  [
    "decorators",
    "class A { @task() load() {} @flow main() {} }",
    ["task -> storage.modifier.decorator", "flow -> storage.modifier.decorator"],
  ],
  [
    "a cron of five fields",
    'const s = { cron: "0 7 * * MON-FRI" };',
    [
      "0 -> constant.numeric.cron",
      "7 -> constant.numeric.cron",
      "* -> keyword.operator.wildcard.cron",
      "* -> keyword.operator.wildcard.cron",
      "MON -> constant.language.cron",
      "- -> keyword.operator.cron",
      "FRI -> constant.language.cron",
    ],
  ],
  ["a cron nickname", "const s = { cron: '@daily' };", ["@daily -> keyword.other.cron"]],
  ["a cron that is none", 'const s = { cron: "every morning" };', []],
  [
    "a recurrence rule",
    'const s = { rrule: "FREQ=WEEKLY;BYDAY=MO,-1FR;UNTIL=20260101T000000Z" };',
    [
      "FREQ -> variable.parameter.rrule",
      "= -> keyword.operator.rrule",
      "WEEKLY -> constant.language.rrule",
      "; -> keyword.operator.rrule",
      "BYDAY -> variable.parameter.rrule",
      "= -> keyword.operator.rrule",
      "MO -> constant.language.rrule",
      ", -> keyword.operator.rrule",
      "- -> keyword.operator.rrule",
      "1 -> constant.numeric.rrule",
      "FR -> constant.language.rrule",
      "; -> keyword.operator.rrule",
      "UNTIL -> variable.parameter.rrule",
      "= -> keyword.operator.rrule",
      "20260101T000000Z -> constant.numeric.rrule",
    ],
  ],
  ["a rule that is none", 'const s = { rrule: "every monday" };', []],
  [
    "the span of a rate",
    'const o = { rate: 10, per: "1m" };',
    ["1 -> constant.numeric.duration", "m -> keyword.other.unit"],
  ],
  [
    "durations",
    'const o = { retryDelay: "10s", timeout: "1.5 minutes" };',
    [
      "10 -> constant.numeric.duration",
      "s -> keyword.other.unit",
      "1.5 -> constant.numeric.duration",
      "minutes -> keyword.other.unit",
    ],
  ],
  ["a duration that is none", 'const o = { timeout: "soon" };', []],
  [
    "a template of parameters",
    'const o = { runName: "load-{table.name}" };',
    [
      "{ -> punctuation.definition.template-expression.begin",
      "table -> variable.parameter",
      ".name -> variable.other.property",
      "} -> punctuation.definition.template-expression.end",
    ],
  ],
  ["a comment", '// task(async () => 1), { timeout: "10s" }', []],
  ["a string", `const s = 'task({}) cron: "0 7 * * *"';`, []],
];

describe("the injection grammar", () => {
  test.each(cases)("%s", async (_, source, expected) => {
    expect(await ours("source.ts", source)).toEqual(expected);
  });

  test("leaves the rest of the line to TypeScript", async () => {
    const source =
      'const load = task({ retryDelay: "2s", retries: 3 }, async (url: string) => url);';
    const scope = new Map(
      (await tokens("source.ts", source)).map((t) => [t.text, t.scopes.at(-1)]),
    );
    expect(scope.get("retries")).toBe("meta.object-literal.key.ts");
    expect(scope.get("3")).toBe("constant.numeric.decimal.ts");
    expect(scope.get("async")).toBe("storage.modifier.async.ts");
    expect(scope.get("=>")).toBe("storage.type.function.arrow.ts");
    expect(scope.get(";")).toBe("punctuation.terminator.statement.ts");
  });
});
