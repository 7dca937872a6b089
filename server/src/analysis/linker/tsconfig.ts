import type { SourceHost } from "../host.js";
import { readJson } from "./json.js";
import { ancestors, folderOf, join } from "./paths.js";

export interface PathMapping {
  /** The prefix before `*`, or the whole name where there is none. */
  prefix: string;
  suffix: string;
  wildcard: boolean;
  targets: string[];
}

export interface CompilerPaths {
  config: string;
  baseUrl: string | null;
  mappings: PathMapping[];
}

export interface ConfigProblem {
  file: string;
  message: string;
}

/** The `paths` and `baseUrl` that govern a folder, from the nearest tsconfig or jsconfig. */
export function compilerPathsFor(
  host: SourceHost,
  folder: string,
  report: (problem: ConfigProblem) => void,
): CompilerPaths | null {
  for (const each of ancestors(folder)) {
    for (const name of ["tsconfig.json", "jsconfig.json"]) {
      const config = `${each === "/" ? "" : each}/${name}`;
      if (host.exists(config)) return readConfig(host, config, report, new Set());
    }
  }
  return null;
}

function readConfig(
  host: SourceHost,
  config: string,
  report: (problem: ConfigProblem) => void,
  seen: Set<string>,
): CompilerPaths | null {
  if (seen.has(config)) return null;
  seen.add(config);
  const json = readJson(host, config);
  if (!json) {
    const message = "This file is not valid JSON; its paths are not used until it is mended.";
    report({ file: config, message });
    return null;
  }
  const folder = folderOf(config);
  const options = record(json.compilerOptions);
  const inherited = [json.extends].flat().flatMap((each) => {
    if (typeof each !== "string") return [];
    const base = extended(host, folder, each);
    const paths = base ? readConfig(host, base, report, seen) : null;
    return paths ? [paths] : [];
  });
  const last = inherited.at(-1) ?? null;
  const baseUrl =
    typeof options.baseUrl === "string" ? join(folder, options.baseUrl) : (last?.baseUrl ?? null);
  const paths = record(options.paths);
  if (Object.keys(paths).length === 0) {
    return { config, baseUrl, mappings: last?.mappings ?? [] };
  }
  return { config, baseUrl, mappings: Object.entries(paths).map(mapping(baseUrl ?? folder)) };
}

function mapping(base: string): (entry: [string, unknown]) => PathMapping {
  return ([pattern, targets]) => {
    const star = pattern.indexOf("*");
    return {
      prefix: star === -1 ? pattern : pattern.slice(0, star),
      suffix: star === -1 ? "" : pattern.slice(star + 1),
      wildcard: star !== -1,
      targets: [targets]
        .flat()
        .filter((each): each is string => typeof each === "string")
        .map((each) => join(base, each)),
    };
  };
}

function extended(host: SourceHost, folder: string, name: string): string | null {
  const places = name.startsWith(".")
    ? [join(folder, name)]
    : ancestors(folder).map((each) => `${each}/node_modules/${name}`);
  for (const place of places) {
    for (const candidate of [place, `${place}.json`, `${place}/tsconfig.json`]) {
      if (candidate.endsWith(".json") && host.exists(candidate)) return candidate;
    }
  }
  return null;
}

export function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** The files a mapped name may stand for, in order of preference. */
export function mapped(paths: CompilerPaths, specifier: string): string[] {
  const found = paths.mappings
    .filter(({ prefix, suffix, wildcard }) =>
      wildcard
        ? specifier.startsWith(prefix) &&
          specifier.endsWith(suffix) &&
          specifier.length >= prefix.length + suffix.length
        : specifier === prefix,
    )
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];
  const targets = found
    ? found.targets.map((target) =>
        target.replace(
          "*",
          specifier.slice(found.prefix.length, specifier.length - found.suffix.length),
        ),
      )
    : [];
  return paths.baseUrl ? [...targets, join(paths.baseUrl, specifier)] : targets;
}
