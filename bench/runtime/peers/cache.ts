/**
 * What the peers need is installed outside the repository, once a machine: none of it is a dependency
 * of this project. `MILLRACE_BENCH_CACHE` says where; remove the folder to be rid of it.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { outputOf } from "../../measure/subject.js";

const cache = process.env.MILLRACE_BENCH_CACHE ?? join(tmpdir(), "millrace-bench-cache");

const npmPeers = {
  "p-limit": "7.3.3",
  "@dbos-inc/dbos-sdk": "5.3.0",
  bullmq: "6.7.0",
  ioredis: "6.0.0",
};
export const prefectVersion = "3.8.8";
/** Prefect's server cannot be imported with every FastAPI it allows; it can with the lowest. */
const fastapiVersion = "0.139.0";

/**
 * Loads a module of one of the peers from npm, installing them first where they are missing.
 * @throws when they cannot be installed
 */
export async function loadPeer<Module>(name: keyof typeof npmPeers): Promise<Module> {
  const folder = await installNpmPeers();
  const entry = createRequire(join(folder, "package.json")).resolve(name);
  return (await import(pathToFileURL(entry).href)) as Module;
}

export function versionOf(name: keyof typeof npmPeers): string {
  return npmPeers[name];
}

/**
 * Installs the peers from npm.
 * @returns the folder whose `node_modules` holds them
 */
export async function installNpmPeers(): Promise<string> {
  const folder = join(cache, "npm");
  const manifest = JSON.stringify({ private: true, dependencies: npmPeers }, null, 2);
  const marker = join(folder, "installed.json");
  if (existsSync(marker) && (await readFile(marker, "utf8")) === manifest) return folder;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), manifest);
  await outputOf("npm", [
    ...["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"],
  ]);
  await writeFile(marker, manifest);
  return folder;
}

/**
 * Makes a virtual environment with Prefect in it.
 * @returns its Python
 */
export async function installPrefect(): Promise<string> {
  const folder = join(cache, `prefect-${prefectVersion}`);
  const python = join(folder, "bin", "python");
  const marker = join(folder, "installed");
  const pins = [`prefect==${prefectVersion}`, `fastapi==${fastapiVersion}`];
  if (existsSync(marker)) return python;
  await mkdir(cache, { recursive: true });
  await outputOf("python3", ["-m", "venv", "--clear", folder]);
  await outputOf(python, ["-m", "pip", "install", "--quiet", ...pins]);
  await writeFile(marker, "");
  return python;
}
