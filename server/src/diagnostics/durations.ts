import ms, { type StringValue } from "ms";

/** Seconds of a duration as the runtime reads it: a number, or a string with a unit; undefined for none. */
export function secondsOf(duration: unknown): number | undefined {
  const value =
    typeof duration === "number"
      ? duration
      : typeof duration === "string" && /[a-z]\s*$/i.test(duration)
        ? (ms(duration as StringValue) ?? Number.NaN) / 1000
        : Number.NaN;
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** For a sentence: `45 s`, `10 min`, `1.5 h`. */
export function spokenSeconds(seconds: number): string {
  const round = (value: number) => String(Math.round(value * 10) / 10);
  if (seconds < 120) return `${round(seconds)} s`;
  if (seconds < 7200) return `${round(seconds / 60)} min`;
  return `${round(seconds / 3600)} h`;
}
