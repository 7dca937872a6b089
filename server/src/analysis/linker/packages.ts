import type { SourceHost } from "../host.js";
import { readJson } from "./json.js";
import { ancestors, join } from "./paths.js";
import { record } from "./tsconfig.js";

interface Package {
  name: string;
  folder: string;
  json: Record<string, unknown>;
}

/** Packages of the workspace itself, by name: their sources are ours to read. */
export function workspacePackages(host: SourceHost): Map<string, Package> {
  const packages = new Map<string, Package>();
  const add = (folder: string) => {
    const json = readJson(host, `${folder}/package.json`);
    if (json && typeof json.name === "string")
      packages.set(json.name, { name: json.name, folder, json });
  };
  add(host.root);
  const root = readJson(host, `${host.root}/package.json`);
  const globs = Array.isArray(root?.workspaces)
    ? root.workspaces
    : record(root?.workspaces).packages;
  for (const glob of Array.isArray(globs) ? globs : []) {
    if (typeof glob !== "string") continue;
    if (!glob.includes("*")) {
      add(join(host.root, glob));
      continue;
    }
    const folder = join(host.root, glob.slice(0, glob.indexOf("*")));
    for (const name of host.folders?.(folder) ?? []) add(`${folder}/${name}`);
  }
  return packages;
}

/** `#name` imports, by the nearest package.json. */
export function packageImports(host: SourceHost, folder: string, specifier: string): string[] {
  for (const each of ancestors(folder)) {
    const json = readJson(host, `${each}/package.json`);
    if (!json) continue;
    return matchExports(record(json.imports), specifier).map((target) => join(each, target));
  }
  return [];
}

/** Files that a bare name may stand for inside the workspace, sources before what is built from them. */
export function packageFiles(packages: Map<string, Package>, specifier: string): string[] {
  const [first = "", second = ""] = specifier.split("/");
  const name = first.startsWith("@") ? `${first}/${second}` : first;
  const found = packages.get(name);
  if (!found) return [];
  const rest = specifier.slice(name.length + 1);
  const { folder, json } = found;
  const exported =
    typeof json.exports === "string"
      ? rest === ""
        ? [json.exports]
        : []
      : matchExports(record(json.exports), rest === "" ? "." : `./${rest}`);
  const main =
    rest === ""
      ? [json.source, json.module, json.main, "src/index", "index"]
      : [rest, `src/${rest}`];
  const targets = [...exported, ...main].filter((each): each is string => typeof each === "string");
  return targets.flatMap((target) => {
    const path = join(folder, target);
    const source = path.replace(/\/(dist|lib|build|out)\//, "/src/");
    return source === path ? [path] : [source, path];
  });
}

function matchExports(table: Record<string, unknown>, name: string): string[] {
  if (name in table) return conditions(table[name]);
  const conditionsOnly = Object.keys(table).every(
    (key) => !key.startsWith(".") && !key.startsWith("#"),
  );
  if (name === "." && conditionsOnly) return conditions(table);
  for (const [pattern, target] of Object.entries(table)) {
    const [prefix = "", suffix] = pattern.split("*");
    if (suffix === undefined || !name.startsWith(prefix) || !name.endsWith(suffix)) continue;
    const middle = name.slice(prefix.length, name.length - suffix.length);
    return conditions(target).map((each) => each.replace("*", middle));
  }
  return [];
}

function conditions(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(conditions);
  const table = record(value);
  const preferred = ["source", "development", "import", "default", "node", "require", "types"];
  return preferred.flatMap((key) => (key in table ? conditions(table[key]) : []));
}

export type { Package };
