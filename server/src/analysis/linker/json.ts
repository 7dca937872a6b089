import { ts } from "ts-morph";
import type { SourceHost } from "../host.js";

/** Reads JSON with comments, as tsconfig files are; undefined where it does not parse. */
export function readJson(host: SourceHost, path: string): Record<string, unknown> | undefined {
  const text = host.read(path);
  if (text === undefined) return undefined;
  const { config, error } = ts.parseConfigFileTextToJson(path, text);
  if (error || typeof config !== "object" || config === null) return undefined;
  return config as Record<string, unknown>;
}
