// Runs benchmarks: `npm run bench -- runtime` for the files of bench/runtime/, `npm run bench --
// runtime/task-mapped` for one of them, nothing for all. Each prints one JSON line a figure.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const asked = process.argv.slice(2);
const files = (asked.length > 0 ? asked : areas()).flatMap(benchmarks);

run("scripts/build.mjs", "--no-types");
const failed = files.filter((file) => !run("--import", "tsx", `bench/${file}`));
if (failed.length > 0) {
  console.error(`failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}

/** The folders and files of bench/ but the folder that the benchmarks measure with. */
function areas() {
  return readdirSync(`${root}/bench`, { withFileTypes: true })
    .filter((entry) =>
      entry.isDirectory() ? entry.name !== "measure" : entry.name.endsWith(".ts"),
    )
    .map((entry) => entry.name.replace(/\.ts$/, ""));
}

/** The benchmarks of an area, or the one file that is named. */
function benchmarks(name) {
  const path = name.replace(/^bench\//, "").replace(/\.ts$/, "");
  if (existsSync(`${root}/bench/${path}.ts`)) return [`${path}.ts`];
  const folder = `${root}/bench/${path}`;
  if (!existsSync(folder)) {
    console.error(
      `no benchmark bench/${path}.ts and no folder bench/${path}; there are: ${areas().join(", ")}`,
    );
    process.exit(2);
  }
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${path}/${file}`);
}

function run(...args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status === 0;
}
