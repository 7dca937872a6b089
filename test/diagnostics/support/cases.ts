import { join } from "node:path/posix";
import picomatch from "picomatch";
import { describe, expect, test } from "vitest";
import { createAnalyzer } from "../../../server/src/analysis/index.js";
import {
  diagnose,
  type Finding,
  type Fix,
  type Settings,
} from "../../../server/src/diagnostics/index.js";
import { memoryHost } from "../../analysis/support/memory-host.js";
import { applied, rangeText } from "./text.js";

/**
 * A piece of code in which «» marks what a rule finds, and nothing else of that rule. Without marks
 * the rule must be silent: a near miss.
 */
export interface Case {
  /** The body of an async flow with the parameters `xs: any[], c: boolean, x: any`. */
  body?: string;
  /** Code before the flow, at the top level; alone, it is the whole file after the imports. */
  top?: string;
  /** The text after the first fix. Written with the same marks left out; only the part that changes. */
  fixed?: string;
  /** What the message has to say. */
  says?: string;
  /** The texts of the related places. */
  related?: string[];
  files?: Record<string, string>;
  /** What lies on the disk beside the code; without it there is no disk to look at. */
  disk?: string[];
}

const HEAD = `import { allowFailure, exponential, flow, task, tasks, unmapped, waitFor } from "millrace";
${["A", "B", "C", "D"].map((name) => `export const ${name} = task(async (...a: any[]): Promise<any> => a);`).join("\n")}
export const O = task({ optional: true }, async (): Promise<any> => 1);
export const S = flow({ name: "sub" }, async (n: any) => A(n));
`;

function sourceOf({ body, top = "" }: Case): string {
  if (body === undefined) return `${HEAD}${top}\n`;
  return `${HEAD}${top}
export const main = flow(async (xs: any[], c: boolean, x: any) => {
${body}
});
`;
}

export const FILE = "/w/flow.ts";

export function findingsIn(
  files: Record<string, string>,
  settings?: Settings,
  disk?: readonly string[],
): Finding[] {
  const analyzer = createAnalyzer(memoryHost(files));
  const paths = Object.keys(files).map((path) => `/w/${path}`);
  const filesMatching = (_: string, cwd: string, pattern: string) =>
    disk?.filter((path) => picomatch.isMatch(path, join(cwd, pattern)));
  return diagnose({ analyzer, files: paths, ...(disk ? { filesMatching } : {}) }, FILE, settings);
}

/** Whatever is offered as a fix leaves code that parses, with one finding of the rule less. */
function mends(code: string, text: string, fix: Fix, files: Case["files"]): void {
  const fixed = { ...files, "flow.ts": applied(text, fix.edits) };
  const count = (all: Record<string, string>) =>
    findingsIn(all).filter((each) => each.code === code).length;
  const analyzer = createAnalyzer(memoryHost(fixed));
  expect(analyzer.facts(FILE)?.syntaxErrors, fix.title).toEqual([]);
  expect(count(fixed), `${fix.title}\n${fixed["flow.ts"]}`).toBeLessThan(
    count({ ...files, "flow.ts": text }),
  );
}

/** One test a case: exactly the marked places are found, by one rule. */
export function cases(code: string, rows: Case[]): void {
  describe(code, () => {
    for (const row of rows) {
      const marked = sourceOf(row);
      test((row.body ?? row.top ?? "").trim().replace(/\s+/g, " ").slice(0, 120), () => {
        const text = marked.replace(/[«»]/g, "");
        const found = findingsIn({ ...row.files, "flow.ts": text }, {}, row.disk).filter(
          (each) => each.code === code,
        );
        const expected = [...marked.matchAll(/«([^»]*)»/g)].map(([, inner]) => inner);
        expect(found.map(({ range }) => rangeText(text, range))).toEqual(expected);
        const [first] = found;
        if (row.says) expect(first?.message).toContain(row.says);
        if (row.related) {
          const related = first?.related?.map(({ range, file }) =>
            file === FILE ? rangeText(text, range) : file,
          );
          expect(related).toEqual(row.related);
        }
        for (const fix of found.flatMap(({ fixes }) => fixes)) mends(code, text, fix, row.files);
        if (row.fixed !== undefined) {
          const [fix] = first?.fixes ?? [];
          expect(fix, "a fix").toBeDefined();
          expect(applied(text, fix?.edits ?? [])).toContain(row.fixed);
        }
      });
    }
  });
}
