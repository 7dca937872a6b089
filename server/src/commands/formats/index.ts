import type { Diagnostic } from "@millrace/protocol";
import { toGithub } from "./github.js";
import { toJson } from "./json.js";
import { toPretty } from "./pretty.js";
import { toSarif } from "./sarif.js";

/** What a check found, before it is written. */
export interface CheckReport {
  /** Paths are written relative to it. */
  folder: string;
  /** How many files were looked at. */
  files: number;
  /** Files are absolute. */
  diagnostics: Diagnostic[];
  /** Files and configurations that could not be read, and why. */
  skipped: { file: string; message: string }[];
  textOf(file: string): string | undefined;
}

type Format = (report: CheckReport) => string;

export function formatFor(name: string): Format | undefined {
  return FORMATS[name];
}

const FORMATS: Record<string, Format> = {
  pretty: toPretty,
  json: toJson,
  sarif: toSarif,
  github: toGithub,
};
