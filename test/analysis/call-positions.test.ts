import { describe, expect, test } from "vitest";
import { createAnalyzer } from "../../server/src/analysis/index.js";
import { memoryHost } from "./support/memory-host.js";

/**
 * The text of a flow, run as it is: each task notes where V8 says it was called. The analysis must
 * give the same line and column, since run events find their node by them.
 */
const FORMS = [
  "await A(1);",
  "await ns.A(1);",
  "await ns['A'](1);",
  "await A.call(null, 1);",
  "await Reflect.apply(A, null, [1]);",
  "await (0, A)(1);",
  "await A?.(1);",
  "await pick()(1);",
  "await Promise.all([1, 2].map(A));",
  "await Promise.all([1, 2].map((x) => A(x)));",
  "const a = await B(1); await A(a);",
  "await helper(1);",
  "await\n    A\n    (1);",
];

function programOf(form: string): string {
  return [
    `import { flow, task } from "millrace";`,
    "const A = task(async (x) => x);",
    "const B = task(async (x) => x);",
    "const ns = { A };",
    "const pick = () => A;",
    "const helper = async (x) => { await null; return A(x); };",
    `export const main = flow(async () => { ${form} });`,
  ].join("\n");
}

/** Where V8 reports the call of a task, counted from 0. */
function callerOf(callee: CallableFunction): { line: number; character: number } | undefined {
  const { prepareStackTrace } = Error;
  const holder: { stack?: NodeJS.CallSite[] } = {};
  Error.prepareStackTrace = (_, sites) => sites;
  Error.captureStackTrace(holder, callee);
  const site = holder.stack?.find((each) => each.getLineNumber() !== null);
  Error.prepareStackTrace = prepareStackTrace;
  if (!site) return undefined;
  return { line: (site.getLineNumber() ?? 1) - 1, character: (site.getColumnNumber() ?? 1) - 1 };
}

async function observed(program: string): Promise<{ line: number; character: number }[]> {
  const seen: { line: number; character: number }[] = [];
  const make = (name: string) =>
    function call(x: unknown): Promise<unknown> {
      const at = callerOf(call);
      if (name === "A" && at) seen.push(at);
      return Promise.resolve(x);
    };
  const body = program
    .replace(/^import .*/, "")
    .replace("const A = task(async (x) => x);", "const A = make('A');")
    .replace("const B = task(async (x) => x);", "const B = make('B');")
    .replace("export const main = flow(", "return (");
  // The function's own first line stands above the text.
  const above = new Function("make", "").toString().split("\n").length - 2;
  await (new Function("make", body)(make) as () => Promise<void>)();
  return seen.map(({ line, character }) => ({ line: line - above, character }));
}

describe("The place V8 reports for a call is the place of its node", () => {
  for (const form of FORMS) {
    test(form, async () => {
      const program = programOf(form);
      const host = memoryHost({ "flow.js": program });
      const [flow] = createAnalyzer(host).analyzeFile("/w/flow.js").flows;
      const places = (flow?.positions ?? [])
        .filter(({ task }) => task?.endsWith("#A"))
        .map(({ line, character }) => ({ line, character }));
      const shift = "return (".length - "export const main = flow(".length;
      const last = program.split("\n").findIndex((each) => each.startsWith("export"));
      for (const place of await observed(program)) {
        const isFirstLine = place.line === last;
        const character = place.character - (isFirstLine ? shift : 0);
        expect(places).toContainEqual({ line: place.line, character });
      }
      expect(places.length).toBeGreaterThan(0);
    });
  }
});
