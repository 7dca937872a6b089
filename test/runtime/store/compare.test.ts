import { describe, expect, test } from "vitest";
import type { RunDetails, StateName, TaskOverview } from "../../../protocol/src/index.js";
import { state, stateNames } from "../../../runtime/src/engine/states.js";
import { compareRuns, severity } from "../../../runtime/src/store/compare.js";

/** A call as `name@line`, with `xN` for one of N mapped calls. */
interface Call {
  at: string;
  state?: StateName;
  took?: number;
  attempt?: number;
  as?: string;
}

function run(
  id: string,
  calls: (string | Call)[],
  params: Record<string, unknown> = {},
): RunDetails {
  const tasks = calls.map((given, index): TaskOverview => {
    const call = typeof given === "string" ? { at: given } : given;
    const [, name = "", line, of] = /^(\w+)@(\d+)(?:x(\d+))?$/.exec(call.at) ?? [];
    return {
      id: `${id}.${index + 1}`,
      taskKey: `flow.ts#${name}`,
      name: call.as ?? name,
      node: `/w/flow.ts:${line}:3`,
      state: state(call.state ?? "Completed"),
      attempt: call.attempt ?? 1,
      created: index,
      upstream: [],
      ...(of ? { map: { index, of: Number(of) } } : {}),
      ...(call.took === undefined ? {} : { duration: call.took }),
    };
  });
  return {
    id,
    flow: "f",
    flowKey: "flow.ts#f",
    file: "/w/flow.ts",
    params,
    state: state("Completed"),
    created: 0,
    seq: 1,
    tasks,
    subflows: [],
    counts: {},
  };
}

/** Rows as `name line: left -> right`, a side as `count state`. */
function rows(left: (string | Call)[], right: (string | Call)[]): string[] {
  return compareRuns(run("a", left), run("b", right)).tasks.map((task) => {
    const line = task.node?.split(":").at(-2);
    const side = (of: typeof task.left) => (of ? `${of.tasks} ${of.state.name}` : "-");
    return `${task.name} ${line}: ${side(task.left)} -> ${side(task.right)}`;
  });
}

describe("which calls belong together", () => {
  const cases: [what: string, left: (string | Call)[], right: (string | Call)[], rows: string[]][] =
    [
      [
        "the same task at the same place",
        ["load@1", "save@2"],
        ["load@1", { at: "save@2", state: "Failed" }],
        ["load 1: 1 Completed -> 1 Completed", "save 2: 1 Completed -> 1 Failed"],
      ],
      [
        "one that moved, as the file was edited above",
        ["load@1", "load@2"],
        ["load@5", "load@6"],
        ["load 5: 1 Completed -> 1 Completed", "load 6: 1 Completed -> 1 Completed"],
      ],
      [
        "one that stayed goes before one that moved",
        ["load@1", "load@2"],
        ["load@9", "load@1"],
        ["load 1: 1 Completed -> 1 Completed", "load 9: 1 Completed -> 1 Completed"],
      ],
      [
        "one that only one of them made, where it stood",
        ["a@1", "gone@2", "c@3"],
        ["new@0", "a@1", "b@2", "c@3"],
        [
          "new 0: - -> 1 Completed",
          "a 1: 1 Completed -> 1 Completed",
          "b 2: - -> 1 Completed",
          "gone 2: 1 Completed -> -",
          "c 3: 1 Completed -> 1 Completed",
        ],
      ],
      [
        "the turns of a loop, one by one",
        ["step@1", "step@1"],
        ["step@1", "step@1", { at: "step@1", state: "Failed" }],
        [
          "step 1: 1 Completed -> 1 Completed",
          "step 1: 1 Completed -> 1 Completed",
          "step 1: - -> 1 Failed",
        ],
      ],
      [
        "the calls of a map, all of them, however many, by the worst",
        ["load@1x2", { at: "load@1x2", state: "Cached" }],
        ["load@1x3", { at: "load@1x3", state: "TimedOut" }, { at: "load@1x3", state: "Failed" }],
        ["load 1: 2 Completed -> 3 Failed"],
      ],
      [
        "a map and the one call it was before, where nothing fits better",
        ["load@1"],
        ["load@4x2", "load@4x2"],
        ["load 4: 1 Completed -> 2 Completed"],
      ],
      [
        "calls named after their arguments, by their task",
        [
          { at: "load@1x2", as: "load-a" },
          { at: "load@1x2", as: "load-b" },
        ],
        [],
        ["load 1: 2 Completed -> -"],
      ],
    ];
  test.each(cases)("%s", (_, left, right, expected) => {
    expect(rows(left, right)).toEqual(expected);
  });
});

test("durations and attempts of a map are summed, and nothing is said where nothing ran", () => {
  const { tasks } = compareRuns(
    run("a", [
      { at: "load@1x2", took: 100 },
      { at: "load@1x2", took: 50, attempt: 3 },
    ]),
    run("b", [{ at: "load@1x1", state: "UpstreamFailed", attempt: 0 }]),
  );
  expect(tasks[0]?.left).toMatchObject({ duration: 150, attempts: 4 });
  expect(tasks[0]?.right).toEqual({ tasks: 1, state: state("UpstreamFailed"), attempts: 0 });
});

test("parameters that differ, as JSON, by content and not by the order of keys", () => {
  const left = run("a", [], { url: "x", same: { a: 1, b: [2] }, gone: null });
  const right = run("b", [], { url: "y", same: { b: [2], a: 1 }, added: 3 });
  const { params, ...rest } = compareRuns(left, right);
  expect(params).toEqual([
    { name: "url", left: '"x"', right: '"y"' },
    { name: "gone", left: "null" },
    { name: "added", right: "3" },
  ]);
  expect(rest.left).not.toHaveProperty("tasks");
});

test("every state has its place between good and bad", () => {
  expect(stateNames.filter((name) => severity(name) < 0)).toEqual([]);
});
