import { expect, test } from "vitest";
import { Deferred } from "../../webview/src/deferred.js";

test("what is asked for before the code has come is done in order, once it has", async () => {
  const done: string[] = [];
  const part = new Deferred(
    async () => "part",
    () => done.push("failed"),
  );
  part.use((it) => done.push(`1 ${it}`));
  part.use((it) => done.push(`2 ${it}`));
  expect([part.here, done]).toEqual([undefined, []]);
  await new Promise(setImmediate);
  part.use((it) => done.push(`3 ${it}`));
  expect(done).toEqual(["1 part", "2 part", "3 part"]);
});

test("code that did not come is asked for again", async () => {
  const reasons: unknown[] = [];
  const done: string[] = [];
  let isThere = false;
  const part = new Deferred(
    async () => {
      if (!isThere) throw new Error("offline");
      return "part";
    },
    (reason) => reasons.push(reason),
  );
  part.use((it) => done.push(it));
  await new Promise(setImmediate);
  expect(reasons).toEqual([new Error("offline")]);
  isThere = true;
  part.use((it) => done.push(it));
  await new Promise(setImmediate);
  expect(done).toEqual(["part"]);
});

test("an action that throws does not say that the code did not come", async () => {
  const reasons: unknown[] = [];
  const thrown: unknown[] = [];
  const part = new Deferred(
    async () => "part",
    (reason) => reasons.push(reason),
  );
  // What nobody catches reaches whoever listens; here the test does, in place of the runner.
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.once("unhandledRejection", (reason) => thrown.push(reason));
  part.use(() => {
    throw new Error("a mistake of its own");
  });
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  for (const other of others) process.on("unhandledRejection", other);
  expect([reasons, thrown]).toEqual([[], [new Error("a mistake of its own")]]);
  expect(part.here).toBe("part");
});
