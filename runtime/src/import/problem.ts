/** Something in a file that was imported and has no counterpart in what was written. */
export interface Problem {
  /** Counts from 1. */
  line: number;
  /** What was not translated, or not exactly, and what to do about it. */
  message: string;
}

/** What an importer wrote, and what it could not write. */
export interface Imported {
  /** The text of a TypeScript file. */
  code: string;
  /** How many flows are in it; without one there is nothing to run. */
  flows: number;
  problems: Problem[];
}
