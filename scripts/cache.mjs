// Where tools live that are too large, or too fond of install scripts, for the lock file.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "millrace");

/**
 * Installs an npm package of an exact version into a folder of its own, once, with install scripts
 * off. `prepare` finishes what those scripts would have done.
 *
 * @param {string} name
 * @param {string} version
 * @param {{ recipe?: number, prepare?: (folder: string) => void }} [options] `recipe`: raise it when
 * `prepare` changes
 * @returns {string} the folder of the package
 */
export function cachedPackage(name, version, { recipe = 1, prepare = () => {} } = {}) {
  const plain = name.replace(/[@/]+/g, "-").replace(/^-/, "");
  const home = join(cache, `${plain}-${version}-${recipe}`);
  const folder = join(home, "node_modules", name);
  const done = join(home, "installed");
  if (existsSync(done)) return folder;

  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), '{ "private": true }\n');
  console.error(`Installing ${name} ${version} into ${home}`);
  npmInstall(home, `${name}@${version}`);
  prepare(folder);
  writeFileSync(done, "");
  return folder;
}

/** @param {string} folder @param {string[]} what */
export function npmInstall(folder, ...what) {
  const windows = process.platform === "win32";
  const quiet = ["--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync(windows ? "npm.cmd" : "npm", ["install", ...quiet, ...what], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    shell: windows,
  });
  if (status !== 0) throw new Error(`npm install ${what.join(" ")} failed in ${folder}`);
}
