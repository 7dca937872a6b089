/** The desktop way of `npm start`, with a `code` that writes down how it was called. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findDesktop, openDesktop } from "../../scripts/desktop.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace desktop "));
  vi.stubEnv("PATH", folder);
  vi.stubEnv("VSCODE_IPC_HOOK_CLI", undefined);
  vi.spyOn(console, "log").mockImplementation(() => {});
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** A `code` that ends with a status. */
function withCode(status = 0): void {
  const calls = join(folder, "calls.ndjson");
  const program = `#!${process.execPath}
require("node:fs").appendFileSync(${JSON.stringify(calls)}, JSON.stringify(process.argv.slice(2)) + "\\n");
process.exit(${status});
`;
  writeFileSync(join(folder, "code"), program);
  chmodSync(join(folder, "code"), 0o755);
}

const calls = (): string[][] =>
  readFileSync(join(folder, "calls.ndjson"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

const what = { profile: "/tmp/a profile", vsix: "/tmp/it is.vsix", folder: "/tmp/the examples" };

test.skipIf(process.platform === "win32")(
  "it installs into the profile and opens the folder with it",
  () => {
    withCode();
    openDesktop(findDesktop() ?? "", what);
    const own = [
      ...["--user-data-dir", "/tmp/a profile/data"],
      ...["--extensions-dir", "/tmp/a profile/extensions"],
    ];
    const [install, open, ...more] = calls();
    expect(install).toEqual([...own, "--install-extension", "/tmp/it is.vsix"]);
    expect(open?.slice(0, 4)).toEqual(own);
    expect(open?.slice(-3)).toEqual(["--new-window", "--wait", "/tmp/the examples"]);
    expect(open).toContain("--disable-workspace-trust");
    expect(open?.includes("--no-sandbox")).toBe(process.getuid?.() === 0);
    expect(more).toEqual([]);
  },
);

test.skipIf(process.platform === "win32")(
  "an extension that cannot be installed is told of, and nothing opens",
  () => {
    withCode(3);
    expect(() => openDesktop(findDesktop() ?? "", what)).toThrow(/--install-extension .* status 3/);
    expect(calls()).toHaveLength(1);
  },
);

test("there is none, and the command of a remote window is none", () => {
  expect(findDesktop()).toBeUndefined();
  withCode();
  vi.stubEnv("VSCODE_IPC_HOOK_CLI", "/tmp/socket");
  expect(findDesktop()).toBeUndefined();
});
