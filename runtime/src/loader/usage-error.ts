/** Where in a file something is wrong; line and column count from 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

/**
 * Wrong usage or unreadable input: the process ends with status 2 and nothing has run.
 * The message says what is wrong, `remedy` what to do next.
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly place: Place | undefined;
  readonly remedy: string | undefined;

  constructor(message: string, more: { place?: Place; remedy?: string; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.place = more.place;
    this.remedy = more.remedy;
  }
}
