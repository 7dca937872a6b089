import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { watchFiles } from "../../../runtime/src/serve/watch-files.js";
import { temporaryFolder } from "../store/workspace.js";

test("what cannot be watched is said once, and the rest is watched on", async () => {
  const folder = temporaryFolder();
  const changed = vi.fn();
  const said: string[] = [];
  const watcher = await watchFiles([folder], changed, ({ message }) => void said.push(message));
  onTestFinished(() => watcher.close());
  for (const path of ["a", "b"]) watcher.emit("error", new Error(`ENOSPC: no watch for ${path}`));
  expect(said).toEqual(["ENOSPC: no watch for a"]);
  writeFileSync(join(folder, "etl.ts"), "");
  await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce(), 10_000);
});
