import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { argumentsFor, type Given } from "../../../runtime/src/loader/arguments.js";
import { findFlows } from "../../../runtime/src/loader/definitions.js";
import { signatureOf, signatureOfLoaded } from "../../../runtime/src/loader/params.js";
import { Scope } from "../../../runtime/src/loader/scope.js";
import { readSource } from "../../../runtime/src/loader/source.js";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Writes the files and reads the flows of `main.ts`. */
function flowsOf(main: string, others: Record<string, string> = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "millrace-params-")));
  folders.push(folder);
  for (const [name, text] of Object.entries({ "main.ts": main, ...others })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return findFlows(new Scope(readSource(join(folder, "main.ts"))));
}

/** Calls the flow `(PARAMS) => {}` with what is given. */
function call(params: string, given: Partial<Given> | string[], declarations = "", others = {}) {
  const source = `import { flow } from "millrace";\n${declarations}\nexport const main = flow(async (${params}) => {});\n`;
  const [flow] = flowsOf(source, others);
  if (!flow) throw new Error("no flow was found");
  const texts = Array.isArray(given)
    ? given.map((text) => ({
        name: text.slice(0, text.indexOf("=")),
        text: text.slice(text.indexOf("=") + 1),
      }))
    : [];
  const values = Array.isArray(given) ? {} : (given.values ?? {});
  return argumentsFor("main", signatureOf(flow), { texts, values });
}

describe("a value on the command line becomes what the declared type says", () => {
  const enums = 'enum Color { Red, Green } enum Mode { Fast = "fast", Slow = "slow" }';
  const list = 'const levels = ["low", "high"] as const; type Level = (typeof levels)[number];';
  const shape = "interface Base { id: number } interface Shape extends Base { name?: string }";
  test.each<[string, string, unknown, string?]>([
    ["x: string", "x=5", "5"],
    ["x: string", "x=", ""],
    ["x: string", "x=a=b", "a=b"],
    ["x: number", "x=5e3", 5000],
    ["x = 7", "x=8", 8],
    ["x = -7", "x=8", 8],
    ["x?: number", "x=8", 8],
    ["x: boolean", "x=false", false],
    ["x = true", "x=false", false],
    ['x: "a" | "b"', "x=b", "b"],
    ["x: 1 | 2", "x=2", 2],
    ['x: number | "all"', "x=all", "all"],
    ["x: string | number", "x=5", 5],
    ["x: string | null", "x=null", null],
    ["x: bigint", "x=12345678901234567890", 12345678901234567890n],
    ["x: Date", "x=2024-02-03", new Date("2024-02-03")],
    ["x = new Date()", "x=2024-02-03", new Date("2024-02-03")],
    ["x: URL", "x=https://a.example/b", new URL("https://a.example/b")],
    ["x: string[]", "x=a,b", ["a", "b"]],
    ["x: number[]", "x=[1,2]", [1, 2]],
    ["x: readonly number[]", "x=1", [1]],
    ["x: Array<Date>", "x=2024-01-01,2024-01-02", [new Date("2024-01-01"), new Date("2024-01-02")]],
    ["x = [1, 2]", "x=3,4", [3, 4]],
    ["x: [string, number]", "x=a,1", ["a", 1]],
    ["x: [a: string, b?: number]", "x=a", ["a"]],
    [
      "x: { id: number; at: Date }",
      'x={"id":1,"at":"2024-01-01"}',
      { id: 1, at: new Date("2024-01-01") },
    ],
    ["x: Record<string, number>", 'x={"a":1}', { a: 1 }],
    ["x: Color", "x=Green", 1, enums],
    ["x: Color", "x=1", 1, enums],
    ["x: Mode", "x=slow", "slow", enums],
    ["x: Mode", "x=Slow", "slow", enums],
    ["x: Level", "x=high", "high", list],
    ["x: keyof Shape", "x=name", "name", shape],
    ["x: Shape", 'x={"id":1}', { id: 1 }, shape],
    ["x: Partial<Shape>", "x={}", {}, shape],
    ["x: Unknown<string>", 'x={"any":"thing"}', { any: "thing" }],
    ["x: unknown", "x=words", "words"],
    ["x", "x=[1]", [1]],
  ])("(%s) given %s", (params, given, expected, declarations) => {
    expect(call(params, [given], declarations)).toEqual([expected]);
  });
});

describe("a wrong value is refused with the parameter, the type and what was given", () => {
  test.each<[string, string, string, string?]>([
    ["x: number", "x=many", 'parameter "x" of main must be number, got "many"'],
    ["x: number", "x=", 'parameter "x" of main must be number, got ""'],
    ["x: boolean", "x=1", 'must be boolean, got "1"'],
    ['x: "a" | "b"', "x=c", 'must be "a" | "b", got "c"'],
    ["x: bigint", "x=1.5", "must be bigint"],
    ["x: Date", "x=soon", 'must be Date, got "soon"'],
    ["x: URL", "x=nowhere", "must be URL"],
    ["x: number[]", "x=1,b", 'must be number[], got "1,b" (see x[1])'],
    ["x: [string, number]", "x=a", "must be [string, number]"],
    ["x: { id: number }", 'x={"id":"1"}', "(see x.id)"],
    ["x: { id: number }", "x={}", "(see x.id)"],
    ["x: { id: number }", 'x={"id":1,"ib":2}', "(see x.ib)"],
    [
      "x: Level",
      "x=mid",
      'must be Level ("low" | "high"), got "mid"',
      'type Level = "low" | "high";',
    ],
    ["x: Color", "x=Blue", "must be Color (Red | Green)", "enum Color { Red, Green }"],
    ["retries: number", "retry=1", 'has no parameter "retry", did you mean "retries"?'],
    ["x: number", "y=1", 'has no parameter "y"'],
  ])("(%s) given %s", (params, given, message, declarations) => {
    expect(() => call(params, [given], declarations)).toThrow(message);
  });

  test("a missing one is named with its type", () => {
    expect(() => call("from: Date, days = 7", ["days=3"])).toThrow(
      'main needs parameter "from" (Date), got nothing',
    );
  });

  test("twice the same is refused, unless it takes a list", () => {
    expect(() => call("x: number", ["x=1", "x=2"])).toThrow('"x" of main is given 2 times');
    expect(call("x: number[]", ["x=1", "x=2"])).toEqual([[1, 2]]);
  });

  test("JSON is not taken for another type", () => {
    expect(() => call("x: number", { values: { x: "5" } })).toThrow("must be number, got '5'");
    expect(call("x: Date", { values: { x: "2024-01-01" } })).toEqual([new Date("2024-01-01")]);
    expect(call("x: Date", { values: { x: new Date(5) } })).toEqual([new Date(5)]);
  });
});

describe("parameters by position, rest and properties", () => {
  test("what is left out before the last given one stays undefined", () => {
    expect(call("a = 1, b = 2, c = 3", ["b=5"])).toEqual([undefined, 5]);
  });
  test("a rest parameter takes several", () => {
    expect(call("a: string, ...n: number[]", ["a=x", "n=1", "n=2"])).toEqual(["x", 1, 2]);
  });
  test("the properties of a destructured object are the parameters", () => {
    const params = "{ from, days = 7 }: { from: Date; days?: number }";
    expect(call(params, ["from=2024-01-01", "days=3"])).toEqual([
      { from: new Date("2024-01-01"), days: 3 },
    ]);
    expect(() => call(params, ["days=3"])).toThrow('needs parameter "from" (Date)');
    expect(() => call(params, ["day=3"])).toThrow('did you mean "days"');
  });
});

describe("types from other files", () => {
  test("by a relative import with TypeScript's .js ending, and a re-export", () => {
    const others = {
      "types.ts": 'export { Level as Severity } from "./deep/level.js";',
      "deep/level.ts": 'export type Level = "low" | "high";',
    };
    const imports = 'import type { Severity } from "./types.js";';
    expect(call("x: Severity", ["x=low"], imports, others)).toEqual(["low"]);
    expect(() => call("x: Severity", ["x=mid"], imports, others)).toThrow('("low" | "high")');
  });
  test("by tsconfig paths", () => {
    const others = {
      "tsconfig.json": '{ "compilerOptions": { "paths": { "#types/*": ["./src/types/*"] } } }',
      "src/types/shape.ts": "export interface Shape { side: number }",
    };
    const imports = 'import { Shape } from "#types/shape";';
    expect(() => call("x: Shape", ['x={"side":"a"}'], imports, others)).toThrow("(see x.side)");
  });
  test("a type that refers to itself is followed only so far", () => {
    const tree = "interface Tree { value: number; left?: Tree }";
    expect(call("x: Tree", ['x={"value":1,"left":{"value":2}}'], tree)).toEqual([
      { value: 1, left: { value: 2 } },
    ]);
  });
});

describe("flows are found where they are written", () => {
  const names = (source: string, others = {}) =>
    flowsOf(source, others).map(({ exportName, name }) => `${exportName}=${name}`);
  const library = 'import { flow } from "millrace";\n';
  test.each<[string, string, string[]]>([
    ["a constant", `${library}export const a = flow(() => {});`, ["a=a"]],
    ["with a name", `${library}export const a = flow({ name: "daily" }, () => {});`, ["a=daily"]],
    ["exported below", `${library}const a = flow(() => {}); export { a as b };`, ["b=a"]],
    ["default", `${library}export default flow(() => {});`, ["default=default"]],
    [
      "a function given by name",
      `${library}function work(x: number) {} export const a = flow(work);`,
      ["a=work"],
    ],
    [
      "under another name",
      'import { flow as f } from "millrace"; export const a = f(() => {});',
      ["a=a"],
    ],
    [
      "through the namespace",
      'import * as m from "millrace"; export const a = m.flow(() => {});',
      ["a=a"],
    ],
    ["a decorated method", `${library}export class A { @flow() async run() {} }`, ["A.run=run"]],
    [
      "a named decorated method",
      `${library}export class A { @flow({ name: "n" }) run() {} }`,
      ["A.run=n"],
    ],
    ["a class field", `${library}export class A { run = flow(() => {}); }`, ["A.run=run"]],
    [
      "CommonJS",
      'const { flow } = require("millrace"); const a = flow(() => {}); module.exports = { a };',
      ["a=a"],
    ],
    ["exports.x", 'const { flow } = require("millrace"); exports.a = flow(() => {});', ["a=a"]],
    [
      "not somebody else's flow",
      'import { flow } from "lodash"; export const a = flow(() => {});',
      [],
    ],
    ["not exported", `${library}const a = flow(() => {});`, []],
  ])("%s", (_, source, expected) => {
    expect(names(source)).toEqual(expected);
  });

  test("handed on from another file", () => {
    const others = { "a.ts": `${library}export const a = flow((x: number) => {});` };
    expect(names('export { a as b } from "./a.js";', others)).toEqual(["b=a"]);
    expect(names('export * from "./a.js";', others)).toEqual(["a=a"]);
    expect(names('import { a } from "./a.js"; export { a };', others)).toEqual(["a=a"]);
  });
});

test("a function known only once it is loaded still has names and defaults", () => {
  const { params } = signatureOfLoaded((a: unknown, b = 5) => [a, b]);
  expect(params.map(({ name, required, schema }) => ({ name, required, schema }))).toEqual([
    { name: "a", required: true, schema: {} },
    { name: "b", required: false, schema: { type: "number" } },
  ]);
  class Holder {
    async run(days = 1) {
      return days;
    }
  }
  expect(signatureOfLoaded(Holder.prototype.run).params[0]).toMatchObject({
    name: "days",
    default: 1,
  });
});

describe("a file that cannot be parsed", () => {
  test("names line and column", () => {
    let error: unknown;
    try {
      flowsOf("const ok = 1;\nconst x = ;\n");
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: "UsageError", place: { line: 2, column: 11 } });
  });
});
