import ms, { type StringValue } from "ms";

/**
 * Seconds of a duration as a person writes it: a number of seconds, or a string with a unit, such as
 * `"10s"`; undefined where it is neither.
 */
export function secondsOf(duration: unknown): number | undefined {
  const value =
    typeof duration === "number"
      ? duration
      : typeof duration === "string" && /[a-z]\s*$/i.test(duration)
        ? (ms(duration as StringValue) ?? Number.NaN) / 1000
        : undefined;
  return value !== undefined && Number.isFinite(value) && value >= 0 ? value : undefined;
}
