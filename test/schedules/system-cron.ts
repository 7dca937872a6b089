/**
 * The system's cron, as cron(8) of Debian describes it, written down anew: it looks at the clock on
 * the wall each minute. Jobs with `*` in the minute or hour run whenever the wall says so. Others are
 * held to once: minutes that the clock skips are made up for at once, minutes it repeats are not.
 */

interface Field {
  has(value: number): boolean;
  /** Begins with `*`. */
  star: boolean;
}

/** Every run of an expression of five fields in `[from, to)`, in milliseconds since the epoch. */
export function systemCron(cron: string, zone: string, from: number, to: number): number[] {
  const [minute, hour, day, month, weekday] = fields(cron);
  const matches = (time: number) => {
    if (!minute.has((time / minuteLong) % 60) || !hour.has(Math.floor(time / hourLong) % 24))
      return false;
    const wall = new Date(time);
    const isDay = day.has(wall.getUTCDate());
    const isWeekday = weekday.has(wall.getUTCDay());
    return (
      month.has(wall.getUTCMonth() + 1) &&
      (day.star || weekday.star ? isDay && isWeekday : isDay || isWeekday)
    );
  };
  const runs: number[] = [];
  let done = wallAt(from - minuteLong, zone);
  for (let now = from; now < to; now += minuteLong) {
    const wall = wallAt(now, zone);
    if (minute.star || hour.star) {
      if (matches(wall)) runs.push(now);
      done = Math.max(done, wall);
      continue;
    }
    let due = false;
    while (done < wall) {
      done += minuteLong;
      due ||= matches(done);
    }
    if (due) runs.push(now);
  }
  return runs;
}

const minuteLong = 60_000;
const hourLong = 3_600_000;

function fields(cron: string): [Field, Field, Field, Field, Field] {
  const ranges: [number, number][] = [
    [0, 59],
    [0, 23],
    [1, 31],
    [1, 12],
    [0, 6],
  ];
  const parsed = cron
    .split(" ")
    .map((text, index) => field(text, ranges[index] as [number, number]));
  return parsed as [Field, Field, Field, Field, Field];
}

function field(text: string, [least, most]: [number, number]): Field {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const [range = "", step = "1"] = part.split("/");
    const [first, last = first] = range === "*" ? [least, most] : range.split("-").map(Number);
    for (let value = first ?? least; value <= (last ?? most); value += Number(step))
      values.add(value);
  }
  return { has: (value) => values.has(value), star: text.startsWith("*") };
}

/** Offsets change on half hours only, so that one look serves thirty minutes. */
const offsets = new Map<string, Map<number, number>>();
const formats = new Map<string, Intl.DateTimeFormat>();

function wallAt(moment: number, zone: string): number {
  const halfHour = Math.floor(moment / 1_800_000);
  let known = offsets.get(zone);
  if (known === undefined) {
    known = new Map();
    offsets.set(zone, known);
  }
  let offset = known.get(halfHour);
  if (offset === undefined) {
    const start = halfHour * 1_800_000;
    offset = Date.parse(`${format(zone).format(start).replace(" ", "T")}Z`) - start;
    known.set(halfHour, offset);
  }
  return moment + offset;
}

function format(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  formats.set(zone, made);
  return made;
}
