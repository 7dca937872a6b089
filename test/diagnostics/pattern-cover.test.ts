import fc from "fast-check";
import picomatch from "picomatch";
import { expect, test } from "vitest";
import { covers, mayMeet } from "../../server/src/diagnostics/pattern-cover.js";

test.each([
  ["out/**", "out/*.json"],
  ["out/**", "out/a/**/*.json"],
  ["out/**/*.json", "out/*.json"],
  ["**/*.json", "out/**/a.json"],
  ["out/*.csv", "out/a-*.csv"],
  ["**", "a/*"],
  ["out/**", "out/*"],
  ["out/**/*.csv", "out/*/*.csv"],
])("%s covers %s", (outer, inner) => {
  expect(covers(outer, inner)).toBe(true);
  expect(covers(inner, outer)).toBe(false);
});

test.each([
  ["out/*.csv", "out/a*"],
  ["out/*", "out/*/*"],
  ["out/?.csv", "out/*.csv"],
  ["out/{a,b}*", "out/a*"],
])("neither of %s and %s is known to cover the other", (one, other) => {
  expect([covers(one, other), covers(other, one)]).toEqual([false, false]);
});

const segment = fc.constantFrom("a", "b", "*", "a*", "*b", "a*b", "**", ".a", "*.a");
const pattern = fc.array(segment, { minLength: 1, maxLength: 4 }).map((all) => all.join("/"));
const name = fc.constantFrom("a", "b", "ab", "aab", ".a", "a.a", "b.a", "bb");
const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((all) => all.join("/"));
const isMatch = (text: string, of: string) => picomatch.isMatch(text, of, { dot: true });

test("no path that the inner pattern matches escapes a pattern that covers it", () => {
  fc.assert(
    fc.property(
      pattern,
      pattern,
      fc.array(path, { minLength: 50, maxLength: 50 }),
      (outer, inner, paths) => {
        if (!covers(outer, inner)) return;
        for (const one of paths)
          if (isMatch(one, inner)) expect([one, isMatch(one, outer)]).toEqual([one, true]);
      },
    ),
    { numRuns: 5_000 },
  );
});

test("patterns with a path in common may meet", () => {
  fc.assert(
    fc.property(pattern, pattern, path, (one, other, found) => {
      if (isMatch(found, one) && isMatch(found, other)) expect(mayMeet(one, other)).toBe(true);
    }),
    { numRuns: 20_000 },
  );
});
