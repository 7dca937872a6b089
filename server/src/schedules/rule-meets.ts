import type { Options } from "rrule";

/** Seconds between two repetitions, of the frequencies that are shorter than a day. */
const STEPS = { hourly: 3_600, minutely: 60, secondly: 1 };
const DAY = 86_400;

/**
 * Whether a rule that repeats within the day ever comes to one of the times it names: every fourth
 * hour from midnight on it is never one o'clock. The library would look for that time for ever.
 */
export function meetsItsTimes(
  { interval = 1, dtstart, byhour, byminute, bysecond }: Partial<Options>,
  frequency: keyof typeof STEPS,
): boolean {
  const lists = [byhour, byminute, bysecond].map(numbers);
  if (lists.every((list) => list.length === 0)) return true;
  const start = Math.floor((dtstart?.getTime() ?? 0) / 1000) % DAY;
  const step = STEPS[frequency] * interval;
  const reached = greatestCommonDivisor(step, DAY);
  // What the frequency does not count stays as the start has it, or is listed: each pass has all of it.
  const unit = STEPS[frequency];
  const [hours = [], minutes = [], seconds = []] = lists;
  for (let time = (start - (start % unit)) % reached; time < DAY; time += reached) {
    const isHour = hours.length === 0 || hours.includes(Math.floor(time / 3_600));
    const isMinute =
      unit > 60 || minutes.length === 0 || minutes.includes(Math.floor(time / 60) % 60);
    const isSecond = unit > 1 || seconds.length === 0 || seconds.includes(time % 60);
    if (isHour && isMinute && isSecond) return true;
  }
  return false;
}

function numbers(list: number | readonly number[] | null | undefined): readonly number[] {
  if (list === null || list === undefined) return [];
  return typeof list === "number" ? [list] : list;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
