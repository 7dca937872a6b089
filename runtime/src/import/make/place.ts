/** Where in a Makefile, or in one that it includes, something stands. */
export interface Place {
  /** An included file, relative to the Makefile's folder; absent in the Makefile itself. */
  file?: string;
  /** From 1; 0 for what make knows by itself. */
  line: number;
}

/** @param makefile the imported file's name */
export function placeText({ file, line }: Place, makefile: string): string {
  return `${file ?? makefile}:${line}`;
}
