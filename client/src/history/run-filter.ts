/** Which runs a person wants to see. Pure. */
import type { RunQuery, StateName } from "@millrace/protocol";
import { stateText } from "../state-text.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface RunFilter {
  flow?: string;
  states?: StateName[];
  since?: Since;
  search?: string;
  /** Only runs that a schedule asked for. */
  scheduled?: boolean;
}

/** A span back from now, which moves on with the clock, or a moment. */
export type Since = { label: string } & ({ back: number } | { at: number });

export const SPANS: Since[] = [
  { label: "last hour", back: HOUR },
  { label: "last 24 hours", back: DAY },
  { label: "last 7 days", back: 7 * DAY },
  { label: "last 30 days", back: 30 * DAY },
];

/** The states that a run can be found in, those people look for first. */
export const RUN_STATES: StateName[] = [
  "Running",
  "Paused",
  "Failed",
  "TimedOut",
  "Crashed",
  "Completed",
  "Cancelled",
  "Pending",
];

export function queryOf(
  { flow, states, since, search, scheduled }: RunFilter,
  now: number,
): RunQuery {
  return {
    ...(flow !== undefined && { flow }),
    ...(states && { states }),
    ...(since && { since: "at" in since ? since.at : now - since.back }),
    ...(search !== undefined && { search }),
    ...(scheduled && { scheduled }),
  };
}

/** The filter in a line, such as `orders · Failed, Crashed · last 7 days`; empty for all runs. */
export function filterText({ flow, states, since, search, scheduled }: RunFilter): string {
  return [
    ...(flow === undefined ? [] : [flow]),
    ...(states ? [states.map(stateText).join(", ")] : []),
    ...(since ? [since.label] : []),
    ...(search === undefined ? [] : [`“${search}”`]),
    ...(scheduled ? ["scheduled"] : []),
  ].join(" · ");
}

/** A day, or a moment, as a person types it; undefined where it is neither. */
export function sinceDate(text: string): Since | undefined {
  // A day alone would be read as that day in UTC.
  const moment = /^\d{4}-\d{2}-\d{2}$/.test(text.trim()) ? `${text.trim()}T00:00` : text.trim();
  const at = Date.parse(moment);
  return Number.isNaN(at) || !/^\d{4}-/.test(moment)
    ? undefined
    : { label: `since ${text.trim()}`, at };
}
