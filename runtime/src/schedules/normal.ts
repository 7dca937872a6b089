/** Schedules with every default filled in, as plain data that goes from process to process. */
import { machineZone, ruleZone, type Timing } from "@millrace/schedules";
import { milliseconds } from "../engine/duration.js";
import type { FlowOptions } from "../engine/options.js";
import type { CatchUp, Overlap, Schedule } from "./options.js";

export interface NormalSchedule {
  /**
   * Tells it from the flow's other schedules in every process: its name, else its timing; with `#2`
   * where that is so for two.
   */
  key: string;
  timing: Timing;
  active: boolean;
  catchUp: CatchUp;
  overlap: Overlap;
}

/** The schedules of a flow in the order they are written. The options have been checked. */
export function schedulesOf(options: FlowOptions): (NormalSchedule & { parameters: Params })[] {
  const seen = new Map<string, number>();
  return written(options).map((schedule) => {
    const timing = timingOf(schedule);
    const name = schedule.name ?? spoken(timing);
    const ordinal = (seen.get(name) ?? 0) + 1;
    seen.set(name, ordinal);
    return {
      key: ordinal === 1 ? name : `${name}#${ordinal}`,
      timing,
      active: schedule.active ?? true,
      catchUp: schedule.catchUp ?? "none",
      overlap: schedule.overlap ?? "allow",
      parameters: schedule.parameters ?? {},
    };
  });
}

type Params = Record<string, unknown>;

/** `schedule` and `schedules` are one list. */
export function written({ schedule, schedules = [] }: FlowOptions): readonly Schedule[] {
  return schedule === undefined ? schedules : [schedule, ...schedules];
}

export function timingOf(schedule: Schedule): Timing {
  if ("cron" in schedule) {
    return { cron: schedule.cron.trim(), timezone: schedule.timezone ?? machineZone() };
  }
  if ("every" in schedule) {
    const { every, anchor = 0 } = schedule;
    return { every: milliseconds(every) ?? 0, anchor: new Date(anchor).getTime() };
  }
  const { rrule, timezone } = schedule;
  return { rrule, timezone: ruleZone(rrule, timezone) };
}

/** The timing in a line, such as `0 6 * * * Europe/Berlin`. */
export function spoken(timing: Timing): string {
  if ("cron" in timing) return `${timing.cron} ${timing.timezone}`;
  if ("rrule" in timing) return `${timing.rrule.trim().replaceAll(/\s+/g, " ")} ${timing.timezone}`;
  const seconds = timing.every / 1000;
  const from = timing.anchor === 0 ? "" : ` from ${new Date(timing.anchor).toISOString()}`;
  return `every ${span(seconds)}${from}`;
}

function span(seconds: number): string {
  for (const [unit, size] of [
    ["d", 86_400],
    ["h", 3_600],
    ["m", 60],
  ] as const) {
    if (seconds % size === 0) return `${seconds / size}${unit}`;
  }
  return `${seconds}s`;
}
