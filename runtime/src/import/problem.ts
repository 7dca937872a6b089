/** Something in a file that was imported and has no counterpart in what was written. */
export interface Problem {
  /** Which file the line is of, where it is not the imported one itself; relative to its folder. */
  file?: string;
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

/** Nothing can be written of the file: to read it would not come to an end. */
export class NotImported extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

const longest = 120;

/** Source in a message; what somebody generated may be longer than anyone reads. */
export function excerpt(text: string): string {
  const line = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return `\`${line.replace(/\s*\n\s*/g, " ")}\``;
}
