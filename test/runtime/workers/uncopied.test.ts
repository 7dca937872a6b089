import { describe, expect, test } from "vitest";
import { packed, unpacked } from "../../../runtime/src/workers/errors.js";
import { findUncopied } from "../../../runtime/src/workers/uncopied.js";

describe("what cannot be copied is found", () => {
  const round: { self?: unknown; ok: Map<string, Date> } = { ok: new Map([["a", new Date()]]) };
  round.self = round;

  test.each([
    [1, undefined],
    [round, undefined],
    [() => 1, { path: "", what: "a function" }],
    [{ a: [{ b: Symbol("s") }] }, { path: ".a[0].b", what: "the symbol Symbol(s)" }],
    [new Map([["k", { f() {} }]]), { path: '.get("k").f', what: "the function f" }],
    [new Set([Promise.resolve()]), { path: ".values()", what: "a Promise" }],
    [{ deep: { of: new WeakMap() } }, { path: ".deep.of", what: "a WeakMap" }],
  ])("%o", (value, expected) => {
    expect(findUncopied(value)).toEqual(expected);
  });
});

test("an error keeps its name, its cause and what it carries", () => {
  class HttpError extends Error {
    override name = "HttpError";
    status = 503;
    retry = () => {};
  }
  const cause = new TypeError("refused");
  const error = unpacked(structuredClone(packed(new HttpError("no", { cause }))));
  expect(error).toMatchObject({ name: "HttpError", message: "no", status: 503 });
  expect(error.stack).toContain("uncopied.test.ts");
  expect(error.cause).toMatchObject({ name: "TypeError", message: "refused" });
  expect("retry" in error).toBe(false);
});

test("an error's stack ends in the user's code, not in the pool that called it", () => {
  const error = new Error("no");
  error.stack = `Error: no
    at work (/home/ann/flows/etl.ts:3:9)
    at onMessage (/home/ann/node_modules/piscina/dist/worker.js:180:22)`;
  expect(packed(error).stack).toBe("Error: no\n    at work (/home/ann/flows/etl.ts:3:9)");
});
