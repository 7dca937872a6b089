import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Claims } from "../../client/src/alerts/claims.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-claims-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("of several windows one tells, of each thing once", () => {
  const windows = [new Claims(folder), new Claims(folder), new Claims(folder)];
  expect(windows.map((one) => one.take("alert a"))).toEqual([true, false, false]);
  expect(windows.reverse().map((one) => one.take("alert b"))).toEqual([true, false, false]);
});

test("what nobody asks for any more is forgotten", () => {
  new Claims(folder).take("alert a");
  const long = new Date(Date.now() - 2 * 86_400_000);
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), long, long);
  expect(new Claims(folder).take("alert a")).toBe(true);
});

test("where nothing can be written, all tell", () => {
  const claims = new Claims(folder);
  rmSync(folder, { recursive: true });
  expect(claims.take("alert a")).toBe(true);
});

test("where the folder itself cannot be made, all tell", () => {
  const file = join(folder, "a-file");
  writeFileSync(file, "");
  expect(new Claims(join(file, "told")).take("alert a")).toBe(true);
});
