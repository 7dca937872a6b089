import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createAnalyzer } from "../../server/src/analysis/index.js";
import { diagnose, rules, suppression } from "../../server/src/diagnostics/index.js";
import { memoryHost } from "../analysis/support/memory-host.js";
import { FILE, findingsIn } from "./support/cases.js";
import { applied, rangeText } from "./support/text.js";

const HEAD = 'import { flow, task } from "millrace";\nconst A = task(async () => 1);\n';
const FLOATING = `${HEAD}export const f = flow(async () => {\n  A();\n});\n`;

describe("half-typed code", () => {
  const folder = join(import.meta.dirname, "../../examples/faulty");
  for (const name of readdirSync(folder)) {
    test(`${name}, cut at every 37th character`, () => {
      const text = readFileSync(join(folder, name), "utf8");
      // As in an editor: one analyzer sees one state of the text after another.
      const host = memoryHost({ "flow.ts": text });
      const analyzer = createAnalyzer(host);
      for (let end = 0; end < text.length; end += 37) {
        const cut = text.slice(0, end);
        host.write("flow.ts", cut);
        analyzer.invalidate([FILE]);
        for (const { range } of diagnose({ analyzer, files: [] }, FILE)) {
          expect(rangeText(cut, range)).not.toBe("");
        }
      }
    });
  }
});

test("a file that is not there, one without tasks, and one that cannot be parsed", () => {
  expect(findingsIn({})).toEqual([]);
  expect(findingsIn({ "flow.ts": "export const x = 1;" })).toEqual([]);
  expect(findingsIn({ "flow.ts": '@@@ ((( "' })).toEqual([]);
});

test("a helper in another file is seen as the flow calls it", () => {
  const helper = 'import { A } from "./tasks";\nexport async function prep() {\n  A();\n}\n';
  const files = {
    "flow.ts": helper,
    "tasks.ts": 'import { task } from "millrace";\nexport const A = task(async () => 1);\n',
    "main.ts":
      'import { flow } from "millrace";\nimport { prep } from "./flow";\nexport const f = flow(async () => prep());\n',
  };
  expect(findingsIn(files).map(({ code }) => code)).toEqual(["MR201"]);
});

describe("settings and comments", () => {
  const codes = (text: string, settings = {}) =>
    findingsIn({ "flow.ts": text }, settings).map(({ code, severity }) => `${code} ${severity}`);

  test("a severity of one's own, or none", () => {
    expect(codes(FLOATING)).toEqual(["MR201 warning"]);
    expect(codes(FLOATING, { severity: { MR201: "error" } })).toEqual(["MR201 error"]);
    expect(codes(FLOATING, { severity: { MR201: "off" } })).toEqual([]);
  });

  test("hints only where they are wanted; a rule made more than a hint always", () => {
    const text = `${HEAD}export const f = flow(async (password: string) => { await A(); });\n`;
    expect(codes(text)).toEqual(["MR407 hint"]);
    expect(codes(text, { hints: false })).toEqual([]);
    expect(codes(text, { hints: false, severity: { MR407: "warning" } })).toEqual([
      "MR407 warning",
    ]);
  });

  const commented = (comment: string) => FLOATING.replace("  A();", `  ${comment}\n  A();`);

  test("a comment keeps a rule from the next line", () => {
    expect(codes(commented("// millrace-disable-next-line MR201"))).toEqual([]);
    expect(codes(commented("// millrace-disable-next-line MR202, MR201 -- on purpose"))).toEqual(
      [],
    );
    expect(codes(commented("// millrace-disable-next-line"))).toEqual([]);
    expect(codes(commented("/* millrace-disable-next-line MR201 */\n  // another remark"))).toEqual(
      [],
    );
    expect(codes(commented("// millrace-disable-next-line MR202"))).toEqual(["MR201 warning"]);
    expect(codes(commented("// millrace-disable-next-line MR202 -- not MR201"))).toEqual([
      "MR201 warning",
    ]);
  });

  test("the fix that writes such a comment", () => {
    const [finding] = findingsIn({ "flow.ts": FLOATING });
    if (!finding) throw new Error("nothing found");
    const fixed = applied(FLOATING, suppression(finding, FLOATING).edits);
    expect(fixed).toContain("\n  // millrace-disable-next-line MR201\n  A();");
    expect(codes(fixed)).toEqual([]);
  });
});

describe("every rule", () => {
  test("has a code and a name of its own, and they are in order", () => {
    const all = rules.map(({ code }) => code);
    expect(all).toEqual([...new Set(all)].sort());
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  });

  for (const { code, name } of rules) {
    test(`${code} has its page`, () => {
      const page = readFileSync(join(import.meta.dirname, `../../docs/rules/${code}.md`), "utf8");
      expect(page).toContain(`# ${code} ${name}`);
      for (const part of ["## Wrong", "## Right", "## Disable"]) expect(page).toContain(part);
    });
  }
});
