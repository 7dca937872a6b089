import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { preview } from "../../../runtime/src/engine/preview.js";

class Point {
  readonly x = 1;
  get boom(): never {
    throw new Error("must not be called");
  }
}
const circular: Record<string, unknown> = { a: 1 };
circular.self = circular;

describe("values as text", () => {
  const whole: [value: unknown, text: string][] = [
    [1.5, "1.5"],
    [-0, "-0"],
    [Number.NaN, "NaN"],
    [true, "true"],
    [undefined, "undefined"],
    [null, "null"],
    [3n, "3n"],
    ['say "hi"\n', String.raw`"say \"hi\"\n"`],
    [Symbol("s"), "Symbol(s)"],
    [function load() {}, "[function load]"],
    [[1, "a", [null]], '[1, "a", [null]]'],
    [[], "[]"],
    [{}, "{}"],
    [{ a: 1, "b c": [2] }, '{ a: 1, "b c": [2] }'],
    [Object.assign(Object.create(null), { a: 1 }), "{ a: 1 }"],
    [new Point(), "Point { x: 1 }"],
    [new Map([["a", { n: 1 }]]), 'Map(1) { "a" => { n: 1 } }'],
    [new Map(), "Map(0) {}"],
    [new Set([1, 2]), "Set(2) [1, 2]"],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [new Date(Number.NaN), "Invalid Date"],
    [/a+/gi, "/a+/gi"],
    [new URL("https://a.b/c"), "https://a.b/c"],
    [new TypeError("no rows"), "TypeError: no rows"],
    [Buffer.alloc(5_000), "<5000 bytes>"],
    [new Float64Array([1, 2]), "Float64Array(2) [1, 2]"],
    [new DataView(new ArrayBuffer(8)), "DataView <8 bytes>"],
    [Promise.resolve(1), "[promise]"],
    [new Proxy({}, {}), "[proxy]"],
    [circular, "{ a: 1, self: [circular] }"],
    [
      {
        get bad() {
          throw new Error("no");
        },
      },
      "{ bad: [getter] }",
    ],
  ];
  test.each(whole.map(([value, text]) => ({ text, value: () => value })))("$text", (shown) => {
    expect(preview(shown.value(), 200)).toEqual({ text: shown.text, truncated: false });
  });

  const cutShort: [value: unknown, most: number, text: string][] = [
    ["abcdefghij", 4, '"abcd…" (10 characters)'],
    [[1, 2, 3, 4, 5, 6], 8, "[1, 2, 3, … 3 more]"],
    [{ a: 1, b: 2, c: 3 }, 6, "{ a: 1, … 2 more }"],
    [[[[[["deep"]]]]], 100, "[[[[[…]]]]]"],
    [
      new Map([
        [1, 2],
        [3, 4],
      ]),
      10,
      "Map(2) { 1 => 2, … 1 more }",
    ],
  ];
  test.each(cutShort)("%o in %i characters", (value, most, text) => {
    expect(preview(value, most)).toEqual({ text, truncated: true });
  });
});

test("what does not fit is not looked at", () => {
  let read = 0;
  class Endless extends Set<number> {
    override *[Symbol.iterator](): Generator<number, undefined> {
      for (;;) yield ++read;
    }
  }
  expect(preview(new Endless([1]), 100).text).toMatch(/^Set\(1\) \[1, 2, 3, /);
  expect(read).toBeLessThan(100);
});

test("an iterator that throws is said to be unreadable", () => {
  class Broken extends Map<number, number> {
    override [Symbol.iterator](): never {
      throw new Error("no");
    }
  }
  expect(preview([new Broken([[1, 1]])], 100).text).toBe("[Map(1) {[unreadable]]");
});

test("never throws, and never writes much more than it may", () => {
  fc.assert(
    fc.property(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withSparseArray: true,
      }),
      fc.integer({ min: 1, max: 300 }),
      (value, most) => {
        expect(preview(value, most).text.length).toBeLessThanOrEqual(most * 7 + 400);
      },
    ),
  );
});
