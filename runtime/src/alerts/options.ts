/** Alerts, as a person writes them on a flow or in `millrace.config.ts`. Plain data: see `check.ts`. */
import type { Duration } from "../engine/options.js";
import type { EnvReference } from "./env.js";

/**
 * What may be told of. `failure`: a run Failed or TimedOut, or could not start. `crash`: its process
 * died. `recovery`: it completed after a run that had not. `missed`: slots of a schedule passed while
 * nothing ran.
 */
export type AlertEvent = "failure" | "crash" | "recovery" | "missed";

/** A secret is named, never written: `env("SLACK_URL")`. */
export type MaybeSecret = string | EnvReference;

/** An HTTP POST with the message in the shape that the service takes. */
export interface WebhookChannel {
  webhook: MaybeSecret;
  /** Default `"json"`: `{ event, title, text, flow, run, ... }`. */
  template?: "slack" | "discord" | "teams" | "json";
  headers?: Record<string, MaybeSecret>;
}

/** A mail through an SMTP server; needs the package `nodemailer` in the workspace. */
export interface MailChannel {
  mail: {
    /** `smtps://user:password@host:465`; has a password, so it is `env("SMTP_URL")` as a rule. */
    smtp: MaybeSecret;
    from: string;
    to: string | readonly string[];
  };
}

/** A program; it is given the message as JSON on standard input and as MILLRACE_ALERT_* variables. */
export interface CommandChannel {
  command: readonly [program: string, ...args: string[]];
}

/** Shown by every editor that has the workspace open. */
export interface EditorChannel {
  desktop: true;
}

export type Channel = WebhookChannel | MailChannel | CommandChannel | EditorChannel;

export interface Alert {
  on?: AlertEvent | readonly AlertEvent[];
  /** Also when a run takes longer than this, while it still runs. */
  longerThan?: Duration;
  to: Channel | readonly Channel[];
  /** No more than so many in a while, for each flow; what was left out is counted in the next. Default: 10 in `"1h"`. */
  atMost?: { count: number; per: Duration };
  /**
   * Of which runs: those that nobody watches, of schedules or started by a script (the default); only
   * those of schedules; or all, also those that a person starts in a terminal or an editor.
   */
  runs?: "unattended" | "scheduled" | "all";
  /** How often a channel that refuses is tried again. Default 3. */
  retries?: number;
}
