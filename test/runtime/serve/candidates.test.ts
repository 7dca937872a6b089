import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { candidates } from "../../../runtime/src/serve/discovery/candidates.js";
import { temporaryFolder } from "../store/workspace.js";

const scheduled = 'import { flow } from "millrace";\nexport const main = flow({ schedule: ... });';

function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries({ "package.json": "{}", ...files })) {
    fs.mkdirSync(join(folder, name, ".."), { recursive: true });
    fs.writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Root, as whom tests may run, is refused nothing: paths that end like this are as if they were. */
function refuse(method: "readdirSync" | "readFileSync", end: string, code: string): void {
  const real = fs[method] as (...args: unknown[]) => unknown;
  const spy = vi.spyOn(fs, method).mockImplementation(((path: unknown, ...more: unknown[]) => {
    if (String(path).endsWith(end)) throw Object.assign(new Error(code), { code });
    return real(path, ...more);
  }) as never);
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
}

test("folders that cannot be read, and files that are gone meanwhile, cost no other", () => {
  const folder = folderWith({
    "flows/etl.ts": scheduled,
    "flows/gone.ts": scheduled,
    "pgdata/base/x.ts": scheduled,
  });
  refuse("readdirSync", "pgdata", "EACCES");
  refuse("readFileSync", "gone.ts", "ENOENT");
  expect(candidates([folder])).toEqual([join(folder, "flows/etl.ts")]);
});

test("a folder that is named and cannot be read is said to be so", () => {
  const folder = folderWith({ "flows/etl.ts": scheduled });
  refuse("readdirSync", "flows", "EACCES");
  expect(() => candidates([join(folder, "flows")])).toThrow(/flows cannot be read by this user/);
});
