import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode, encode } from "../../../runtime/src/store/codec.js";
import { UnstorableResultError } from "../../../runtime/src/store/index.js";

const there = (value: unknown) => decode(encode(value));

describe("what a task may return comes back equal", () => {
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom(undefined, null, true, false, -0, Number.NaN, Number.POSITIVE_INFINITY),
      fc.double(),
      fc.integer(),
      fc.string({ unit: "binary" }),
      fc.bigInt(),
      fc.date({ noInvalidDate: false }),
      fc.uint8Array(),
      fc.float64Array(),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.webUrl().map((url) => new URL(url)),
      fc.constantFrom(/a+b/giu, /[/]/),
      fc.array(tie("value")),
      fc.dictionary(
        fc.string().filter((key) => key !== "__proto__"),
        tie("value"),
        { noNullPrototype: false },
      ),
      fc.array(tie("value")).map((values) => new Set(values)),
      fc.array(fc.tuple(tie("value"), tie("value"))).map((pairs) => new Map(pairs)),
    ),
  }));

  test("whatever it is made of", () => {
    fc.assert(
      fc.property(value, (original) => {
        expect(there(original)).toStrictEqual(original);
      }),
      { numRuns: 500 },
    );
  });

  test("cycles, and one object in two places", () => {
    const shared = { n: 1 };
    const cyclic: Record<string, unknown> = { a: shared, b: [shared] };
    cyclic.self = cyclic;
    const back = there(cyclic) as typeof cyclic;
    expect(back.self).toBe(back);
    expect((back.b as unknown[])[0]).toBe(back.a);
  });

  test("errors, with their class, cause, stack and properties", () => {
    class HttpError extends Error {
      override name = "HttpError";
      status = 503;
    }
    const error = new HttpError("down", { cause: new TypeError("no route") });
    const back = there({ error }) as { error: HttpError };
    expect(back.error).toBeInstanceOf(Error);
    expect(back.error).toMatchObject({ name: "HttpError", message: "down", status: 503 });
    expect(back.error.stack).toBe(error.stack);
    expect(back.error.cause).toBeInstanceOf(TypeError);
    expect(Object.keys(back.error)).toEqual(["status"]);
  });

  test("an aggregate of errors, and a cause that is undefined", () => {
    const back = there(new AggregateError([new RangeError("a"), 2], "both")) as AggregateError;
    expect(back).toBeInstanceOf(AggregateError);
    expect(back.errors[0]).toBeInstanceOf(RangeError);
    expect("cause" in back).toBe(false);
    expect("cause" in (there(new Error("x", { cause: undefined })) as Error)).toBe(true);
  });

  test("a small buffer brings nothing of the pool it lives in", () => {
    const small = Buffer.from("abc");
    expect(encode(small).length).toBeLessThan(60);
    expect(there(small)).toStrictEqual(small);
  });
});

describe("what cannot be kept is named by its path", () => {
  class Socket {
    open = true;
  }
  test.each([
    ["a function", { rows: [{ close() {} }] }, ".rows[0].close", /a function \(close\)/],
    ["a function itself", () => 1, "", /it is a function/],
    ["a symbol", { tag: Symbol("x") }, ".tag", /a symbol \(Symbol\(x\)\)/],
    ["an instance", { db: { socket: new Socket() } }, ".db.socket", /an instance of Socket/],
    ["a promise", [Promise.resolve(1)], "[0]", /a promise/],
    ["a map's value", new Map([["k", () => 1]]), '.get("k")', /a function/],
    ["a symbol as key", { a: { [Symbol("s")]: 1 } }, ".a", /symbols for keys/],
  ])("%s", (_, value, path, message) => {
    try {
      encode(value);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UnstorableResultError);
      expect((error as UnstorableResultError).path).toBe(path);
      expect((error as Error).message).toMatch(message);
    }
  });

  test("an error that is its own cause", () => {
    const error = new Error("round");
    error.cause = error;
    expect(() => there(error)).not.toThrow(RangeError);
  });
});
