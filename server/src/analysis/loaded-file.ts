import type { FileFacts } from "./facts/model.js";
import { extractFacts, parse } from "./facts/typescript/index.js";
import type { Module } from "./ir/model.js";
import type { ConfigProblem } from "./linker/tsconfig.js";
import { lowerModule } from "./lowering/typescript/index.js";

/** A file larger than this is generated; reading it would stop the editor for nothing. */
const LARGEST_FILE = 1_000_000;

/** A file as it was read: what it says on its face, and its code. */
export interface LoadedFile {
  text: string;
  facts: FileFacts;
  ir: Module;
}

export function readFile(
  file: string,
  text: string,
  skipped: Map<string, ConfigProblem>,
): LoadedFile | null {
  if (text.length > LARGEST_FILE) {
    const size = (text.length / 1e6).toFixed(1);
    const message = `Skipped: ${size} MB is more than is read (1 MB). Split it, or exclude it if it is generated.`;
    skipped.set(file, { file, message });
    return null;
  }
  try {
    const source = parse(file, text);
    return { text, facts: extractFacts(file, source), ir: lowerModule(file, source) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    skipped.set(file, { file, message: "Skipped: the code nests too deeply to be read." });
    return null;
  }
}
