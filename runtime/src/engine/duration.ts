import ms, { type StringValue } from "ms";
import type { Duration } from "./options.js";

/** Milliseconds of a duration; undefined where it is none: negative, not finite, or not understood. */
export function milliseconds(duration: unknown): number | undefined {
  const value =
    typeof duration === "number"
      ? duration * 1000
      : typeof duration === "string" && /[a-z]\s*$/i.test(duration)
        ? ms(duration as StringValue)
        : undefined;
  return value !== undefined && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** A span for a person: `250 ms`, `2 s`, `5 m`. */
export function spoken(duration: Duration | undefined, fallback = ""): string {
  const value = milliseconds(duration);
  return value === undefined ? fallback : spokenMs(value);
}

export function spokenMs(value: number): string {
  return value < 1000 ? `${Math.round(value)} ms` : `${Number((value / 1000).toPrecision(3))} s`;
}
