import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { drained } from "../../../runtime/src/cli/runs/output.js";

test("who writes much waits for who reads slowly, and not where there is room", async () => {
  const taken: (() => void)[] = [];
  const slow = new Writable({
    highWaterMark: 4,
    write: (_chunk, _encoding, done) => taken.push(done),
  });
  slow.write("a");
  await drained(slow);
  slow.write("long text");
  let isThrough = false;
  const waiting = drained(slow).then(() => {
    isThrough = true;
  });
  await new Promise(setImmediate);
  expect(isThrough).toBe(false);
  for (let done = taken.shift(); done; done = taken.shift()) {
    done();
    await new Promise(setImmediate);
  }
  await waiting;
  expect(isThrough).toBe(true);
});
