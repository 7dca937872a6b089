import { croner } from "./date-libraries.js";
import type { TextProblem } from "./problem.js";

const FIELDS = ["minute", "hour", "day of the month", "month", "day of the week"];
/** What each of them may be. */
const RANGES: Record<string, string> = {
  second: "0 to 59",
  minute: "0 to 59",
  hour: "0 to 23",
  "day of the month": "1 to 31",
  month: "1 to 12, or JAN to DEC",
  "day of the week": "0 to 7, or SUN to SAT",
};
/** How croner begins most of what it says. */
const WORDING = /^CronPattern: |\.$/g;

/** What is wrong with a cron expression, and which of its fields is. */
export function cronProblem(cron: string): TextProblem | undefined {
  const said = refusal(cron.trim());
  if (said === undefined) return undefined;
  const fields = [...cron.matchAll(/\S+/g)];
  const names = namesOf(fields.length);
  for (const [index, field] of fields.entries()) {
    // Alone among stars, a field is refused for its own sake.
    const alone = fields.map((_, i) => (i === index ? field[0] : "*")).join(" ");
    const why = names && refusal(alone);
    if (!why) continue;
    return {
      message: `field ${index + 1} (${names[index]}) is ${field[0]}: ${inRange(why, names[index])}`,
      start: field.index,
      end: field.index + field[0].length,
    };
  }
  const message = names
    ? said
    : `it has ${fields.length} field${fields.length === 1 ? "" : "s"}, not five (minute, hour, day of the month, month, day of the week), six (seconds first) or seven (the year last)`;
  return { message, start: 0, end: cron.length };
}

/** Croner repeats the value, and of a span names the first step outside. */
function inRange(why: string, name = ""): string {
  const range = RANGES[name];
  return range !== undefined && why.startsWith("Invalid value") ? `it goes from ${range}` : why;
}

function namesOf(count: number): string[] | undefined {
  if (count === 5) return FIELDS;
  if (count === 6) return ["second", ...FIELDS];
  return count === 7 ? ["second", ...FIELDS, "year"] : undefined;
}

function refusal(cron: string): string | undefined {
  const { Cron } = croner();
  try {
    new Cron(cron, { paused: true });
    return undefined;
  } catch (error) {
    return (error as Error).message.replaceAll(WORDING, "");
  }
}
