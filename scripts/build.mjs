// Bundles every package with esbuild and writes the type declarations with tsc.
// `--no-types` leaves the declarations out, `--watch` rebuilds on change. `--clean` first empties the
// folders: shared chunks carry a hash in their name, and those of earlier builds are not to be shipped.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { bundles } from "./bundles.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const flags = new Set(process.argv.slice(2));

if (flags.has("--clean")) {
  for (const { outdir } of bundles(root)) rmSync(outdir, { recursive: true, force: true });
}

if (flags.has("--watch")) {
  for (const bundle of bundles(root)) {
    const context = await esbuild.context(bundle);
    await context.watch();
  }
} else {
  await Promise.all(bundles(root).map((bundle) => esbuild.build(bundle)));
  if (!flags.has("--no-types")) {
    const tsc = fileURLToPath(import.meta.resolve("typescript/bin/tsc"));
    const { status } = spawnSync(process.execPath, [tsc, "--build"], {
      cwd: root,
      stdio: "inherit",
    });
    process.exitCode = status ?? 1;
  }
}
