/** Programs that mean the same have the same graph, however they are written. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyse } from "./oracle.js";
import { print, type Sources } from "./print.js";
import { type Program, program } from "./program.js";
import { shapeOf } from "./shape.js";
import type { Spelling } from "./spot.js";

const seed = Number(process.env.VITEST_SEED ?? 1);
const numRuns = 25;

const shapes = (sources: Sources) =>
  Object.fromEntries(analyse(sources, "/program").map(({ graph }) => [graph.name, shapeOf(graph)]));

/** Each program, printed in two ways. */
function same(one: (each: Program) => Sources, other: (each: Program) => Sources): void {
  fc.assert(
    fc.property(program, (each) => {
      const [before, after] = [one(each), other(each)];
      expect(shapes(after), `${before["flow.ts"]}\n${after["flow.ts"]}`).toEqual(shapes(before));
    }),
    { seed, numRuns },
  );
}

const spelled = (spelling: Spelling) => (each: Program) => print(each, spelling);
const laidOut = (layout: Partial<Program>) => (each: Program) => print({ ...each, ...layout });

describe("the graph is the same, up to ids, when", { timeout: 60_000 }, () => {
  test("variables and helpers are renamed", () => {
    same(spelled({}), spelled({ name: (name) => `${name}_renamed` }));
  });

  test("a variable is inlined", () => {
    same(spelled({ pair: "variable" }), spelled({ pair: "inline" }));
  });

  test("a helper is extracted", () => {
    same(spelled({ pair: "variable" }), spelled({ pair: "helper" }));
  });

  test.each(["there", "renamed", "namespace", "barrel", "default", "factory"] as const)(
    "tasks move to another file (%s)",
    (taskPlace) => same(laidOut({ taskPlace: "here" }), laidOut({ taskPlace })),
  );

  test("helpers move to another file", () => {
    same(laidOut({ helperPlace: "here" }), laidOut({ helperPlace: "there" }));
  });

  test("a class inherits its tasks", () => {
    same(laidOut({ inherited: false }), laidOut({ inherited: true }));
  });

  test("code without tasks and unused functions are added", () => {
    const noise =
      "const unused = async () => await Promise.resolve([1, 2].map(String));\nvoid unused;\n";
    same(print, (each) => {
      const sources = print(each);
      return { ...sources, "flow.ts": `${sources["flow.ts"]}\n${noise}` };
    });
  });

  test("statements that have nothing to do with one another change places", () => {
    const starts = ["alpha(seed)", "beta(seed.x)", "gamma(delta(url))", "epsilon.map(seed.items)"];
    const statements = starts.map((call, i) => `  const s${i} = ${call};`);
    const end = "  const joined = await zeta(s0, s1, s2, s3);";
    const withStart = (each: Program, lines: readonly string[]) => {
      const sources = print({ ...each, style: "functions", taskPlace: "here" });
      const text = (sources["flow.ts"] as string).replace(/^export const main = .*$/m, (head) =>
        [head, ...lines, end].join("\n"),
      );
      return {
        ...sources,
        "flow.ts": `import { seed as s } from "./world.js";\n${text}`
          .replaceAll("seed", "s")
          .replaceAll("s as s", "seed as s"),
      };
    };
    fc.assert(
      fc.property(
        program,
        fc.shuffledSubarray(statements, { minLength: statements.length }),
        (each, shuffled) => {
          expect(shapes(withStart(each, shuffled))).toEqual(shapes(withStart(each, statements)));
        },
      ),
      { seed, numRuns },
    );
  });
});
