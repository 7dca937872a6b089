import { expect, test } from "vitest";
import { openStore } from "../../../runtime/src/store/index.js";
import { temporaryFolder } from "./workspace.js";

const left = { source: "s", inputs: [] };

function store(folder = temporaryFolder()) {
  return openStore({ folder });
}

test("what a task left of its files is known at once, and to others once it is committed", () => {
  const folder = temporaryFolder();
  const one = store(folder);
  const other = store(folder);
  expect(one.filesLeft("k")).toBeUndefined();
  one.keepFiles("k", "run.1", left, { value: new Map([[1, { at: new Date(0) }]]) });
  const known = { left, value: new Map([[1, { at: new Date(0) }]]) };
  expect(one.filesLeft("k")).toEqual(known);
  expect(other.filesLeft("k")).toBeUndefined();
  one.flush();
  expect(other.filesLeft("k")).toEqual(known);
  one.close();
  other.close();
});

test("a run that begins ends what was known, until it has ended well", () => {
  const file = store();
  file.keepFiles("k", "a.1", left, { value: 1 });
  file.forgetFiles("k", "b.1");
  expect(file.filesLeft("k")).toEqual({ begun: "b.1" });
  file.flush();
  expect(file.filesLeft("k")).toEqual({ begun: "b.1" });
  file.keepFiles("k", "b.1", left, { value: 2 });
  expect(file.filesLeft("k")).toEqual({ left, value: 2 });
  file.close();
});

test("files that were looked at again keep the result, unless a run has begun meanwhile", () => {
  const file = store();
  file.keepFiles("k", "a.1", left, { value: 1 });
  file.flush();
  file.keepFiles("k", "b.1", { ...left, source: "again" });
  expect(file.filesLeft("k")).toEqual({ left: { ...left, source: "again" }, value: 1 });
  file.forgetFiles("k", "c.1");
  file.keepFiles("k", "b.1", left);
  expect(file.filesLeft("k")).toEqual({ begun: "c.1" });
  file.keepFiles("unknown", "b.1", left);
  expect(file.filesLeft("unknown")).toBeUndefined();
  file.close();
});

test("a value that cannot be stored is no error: why is kept", () => {
  const file = store();
  file.keepFiles("k", "a.1", left, { value: { close() {} } });
  file.flush();
  expect(file.filesLeft("k")).toEqual({
    left,
    problem: expect.stringContaining("it holds at .close a function"),
  });
  file.close();
});
