import { expect, test } from "vitest";
import { argumentsOf, parseRequest, parseTarget } from "../../../runtime/src/run/request.js";

test.each([
  ["flows/etl.ts", { file: "flows/etl.ts" }],
  ["flows/etl.ts:daily-report", { file: "flows/etl.ts", flow: "daily-report" }],
  ["flows/etl.ts:Report.run", { file: "flows/etl.ts", flow: "Report.run" }],
  ["C:\\flows\\etl.ts", { file: "C:\\flows\\etl.ts" }],
  ["C:\\flows\\etl.ts:main", { file: "C:\\flows\\etl.ts", flow: "main" }],
  ["C:/flows/etl.ts", { file: "C:/flows/etl.ts" }],
  ["C:etl.ts", { file: "C:etl.ts" }],
  ["etl.ts:", { file: "etl.ts:" }],
])("%s names %o", (target, expected) => {
  expect(parseTarget(target)).toEqual(expected);
});

test("a request survives the way through the command line", () => {
  const request = {
    file: "-odd name.ts",
    flow: "a b",
    params: [
      { name: "x", text: "a=b\n--json" },
      { name: "x", text: "" },
    ],
    paramsFile: "p.json",
    retryOf: "abc",
  };
  expect(parseRequest(argumentsOf(request))).toEqual(request);
});

test("a debugger may start the run process with what a person would type", () => {
  expect(parseRequest(["a.ts:main", "-p", "x=1"])).toMatchObject({
    file: "a.ts",
    flow: "main",
    params: [{ name: "x", text: "1" }],
  });
});
