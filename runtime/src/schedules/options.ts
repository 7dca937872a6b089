/** Schedules of a flow, as a person writes them. Checked by `check.ts`. */
import type { Duration } from "../engine/options.js";

/** At the times a cron expression names. */
export interface CronTiming {
  /**
   * Five fields as in crontab(5); six with seconds first; seven with the year last. Also `@daily` and
   * its like, `L`, `W` and `#`. Where the clocks go forward, a time of day that does not exist comes
   * when they have; where they go back, it comes once, and `*` goes on.
   */
  cron: string;
  /** IANA name, such as `"Europe/Berlin"`. Default: that of the machine. */
  timezone?: string;
}

/** Always the same time apart, whatever the clocks on the wall do. */
export interface IntervalTiming {
  /** At least one second. */
  every: Duration;
  /** Slots are whole intervals away from here: a Date, or a date in ISO 8601. Default: 1970-01-01T00:00:00Z. */
  anchor?: Date | string;
}

/** At the dates of a recurrence rule of RFC 5545, as calendars have them. */
export interface RuleTiming {
  /** One or more lines: `RRULE`, `RDATE`, `EXDATE`, `DTSTART`. Without `DTSTART` it starts 2020-01-01T00:00. */
  rrule: string;
  /** IANA name. Default: the `TZID` of `DTSTART`, else that of the machine. */
  timezone?: string;
}

/** What to do with slots that passed while nothing ran: nothing, run the last of them, or run all. */
export type CatchUp = "none" | "last" | "all";

/**
 * What to do when a slot comes while a run of the same schedule still goes on: run both; leave this
 * one out; run it afterwards; or cancel the one that runs.
 */
export type Overlap = "allow" | "skip" | "queue" | "cancel-running";

export interface ScheduleSettings {
  /** Tells schedules of one flow apart, and keeps what is known of it when its times are changed. */
  name?: string;
  /** The flow's parameters in these runs, by name. */
  parameters?: Record<string, unknown>;
  /** Default true. */
  active?: boolean;
  /** Default `"none"`. */
  catchUp?: CatchUp;
  /** Default `"allow"`. */
  overlap?: Overlap;
}

/** When a flow is to run by itself, under `millrace serve`. */
export type Schedule = (CronTiming | IntervalTiming | RuleTiming) & ScheduleSettings;
