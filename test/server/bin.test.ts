import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const bin = fileURLToPath(new URL("../../server/bin/millrace-language-server.js", import.meta.url));

test.each([
  [[], 2],
  [["--help"], 0],
])("the language server started by hand, with %j, says what it is", (args, status) => {
  const ended = spawnSync(process.execPath, [bin, ...args], { encoding: "utf8" });
  expect(ended).toMatchObject({ status, stdout: "" });
  expect(ended.stderr).toContain("speaks LSP with an editor, which starts it with --stdio");
});
