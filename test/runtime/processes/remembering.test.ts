import { expect, test } from "vitest";
import { remembering } from "../../../runtime/src/processes/remembering.js";

test("an answer holds for its span, and no longer; no answer is asked for again", () => {
  let now = 0;
  const asked: string[] = [];
  const lengthOf = remembering(
    (text: string) => {
      asked.push(text);
      return text.length > 0 ? text.length : undefined;
    },
    100,
    () => now,
  );
  const ask = (at: number, ...texts: string[]) => {
    now = at;
    return texts.map(lengthOf);
  };
  expect(ask(0, "one", "", "one")).toEqual([3, undefined, 3]);
  expect(asked).toEqual(["one", ""]);
  expect(ask(99, "one", "three", "")).toEqual([3, 5, undefined]);
  expect(asked).toEqual(["one", "", "three", ""]);
  expect(ask(100, "one", "three")).toEqual([3, 5]);
  expect(asked).toEqual(["one", "", "three", "", "one"]);
});
