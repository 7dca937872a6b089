import { describe, expect, test } from "vitest";
import { checkOptions } from "../../runtime/src/engine/check-options.js";
import { secondsOf } from "../../server/src/diagnostics/durations.js";
import { CACHE_OPTIONS, OPTIONS, PLANNED } from "../../server/src/diagnostics/options-table.js";

const accepted = (what: "task" | "flow" | "call", options: object): boolean => {
  try {
    checkOptions(what, options);
    return true;
  } catch {
    return false;
  }
};

const VALUES = [
  -1,
  0,
  0.5,
  3,
  "",
  " ",
  "x",
  "10",
  "10s",
  "5 minutes",
  "-1s",
  "1.5h",
  true,
  false,
  null,
  [],
  [1],
  [-1],
  ["a"],
  ["1s", 2],
  [1, "x"],
  {},
  { key: "k" },
];

/** The table of the editor and the checks of the runtime say the same of every option and value. */
for (const kind of ["task", "flow", "call"] as const) {
  describe(kind, () => {
    for (const [name, rule] of Object.entries(OPTIONS[kind])) {
      test(name, () => {
        expect(accepted(kind, { [name]: undefined })).toBe(true);
        const fn = () => "x";
        if (name !== "params")
          expect(rule.accepts({ kind: "function" })).toBe(accepted(kind, { [name]: fn }));
        for (const value of VALUES) {
          // What is in a list of futures is no literal; MR112 looks at it.
          if (name === "waitFor" && Array.isArray(value)) continue;
          if (name === "cache" && typeof value === "object") continue;
          expect([value, rule.accepts({ kind: "value", value })]).toEqual([
            value,
            accepted(kind, { [name]: value }),
          ]);
        }
      });
    }

    test("what the runtime does not know, the table does not either", () => {
      for (const name of ["retrys", "retry", "cron"]) {
        expect(Object.hasOwn(OPTIONS[kind], name)).toBe(false);
        expect(accepted(kind, { [name]: undefined })).toBe(false);
      }
    });

    test("planned options are not in the table yet", () => {
      for (const name of PLANNED[kind]) expect(OPTIONS[kind]).not.toHaveProperty(name);
    });
  });
}

test("cache options", () => {
  for (const [name, rule] of Object.entries(CACHE_OPTIONS)) {
    for (const value of VALUES) {
      expect([name, value, rule.accepts({ kind: "value", value })]).toEqual([
        name,
        value,
        accepted("task", { cache: { [name]: value } }),
      ]);
    }
  }
});

test("durations are read as the runtime reads them", () => {
  expect(secondsOf("500ms")).toBe(0.5);
  expect(secondsOf("2 days")).toBe(172_800);
  expect(secondsOf("10")).toBeUndefined();
  expect(secondsOf("-1s")).toBeUndefined();
  expect(secondsOf("soon")).toBeUndefined();
});
