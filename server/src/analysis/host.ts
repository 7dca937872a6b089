import type { Span } from "./ir/model.js";

/**
 * The files the analysis may see. Paths are absolute with forward slashes. An editor answers with
 * unsaved text first, so the graph shows what is on the screen; tests answer from memory.
 */
export interface SourceHost {
  /** The folder that keys and reported paths are relative to. */
  root: string;
  /** The folder that the keys of a file's flows are relative to, where it is another. */
  keyRoot?(file: string): string;
  read(path: string): string | undefined;
  exists(path: string): boolean;
  /** Every file that may have to do with flows: where classes that extend another are looked for. */
  files?(): Iterable<string>;
  /** Asked about calls whose value cannot be followed; without it they are drawn as nothing. */
  types?: TypeOracle;
  /** Names of the folders directly in a folder: used to find workspace packages. */
  folders?(path: string): readonly string[];
}

/** What a type checker knows. Its answer may take long, so it is asked only when nothing else helps. */
export interface TypeOracle {
  /** What calling the expression there starts, by its type (P98). */
  callable(file: string, callee: Span): "task" | "flow" | null;
}
