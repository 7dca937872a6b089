import type { Duration } from "../engine/options.js";

/** A limit that all runs on the machine share. Without `limit` and `rate` it is one that is declared elsewhere. */
export interface Limit extends LimitSettings {
  /** What tells it from other limits; any text. */
  name: string;
}

/** What a limit allows: so many at a time, so many starts in a span of time, or both. */
export interface LimitSettings {
  /** How many may hold it at a time. */
  limit?: number;
  /** How many may start in any span of `per`. */
  rate?: number;
  /** The span that `rate` counts in. Default: 1 second. */
  per?: Duration;
}

/**
 * What a task or flow waits for before it starts: a number of its own runs at a time, a limit by name,
 * a limit with its settings, or several of these, which are taken all at once.
 */
export type Concurrency = number | string | Limit | readonly (string | Limit)[];

/** The limits that `millrace.config.ts` declares: a number at a time, or settings. */
export type DeclaredLimits = Readonly<Record<string, number | LimitSettings>>;
