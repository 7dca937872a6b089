/** Refuses schedules that cannot be meant, when the module loads. */
import { inspect } from "node:util";
import { cronProblem, datesOf, isZone } from "@millrace/schedules";
import leven from "leven";
import { milliseconds } from "../engine/duration.js";
import { timingOf } from "./normal.js";
import type { Schedule } from "./options.js";

const timings = ["cron", "every", "rrule"] as const;
const settings = ["name", "parameters", "active", "catchUp", "overlap"];
const known: Record<(typeof timings)[number], string[]> = {
  cron: ["cron", "timezone", ...settings],
  every: ["every", "anchor", ...settings],
  rrule: ["rrule", "timezone", ...settings],
};
const choices = {
  catchUp: ["none", "last", "all"],
  overlap: ["allow", "skip", "queue", "cancel-running"],
} as const;

/**
 * @param option where it stands, as `schedule` or `schedules[1]`
 * @throws TypeError saying what is wrong and what would do
 */
export function checkSchedule(option: string, schedule: unknown): void {
  if (typeof schedule !== "object" || schedule === null || Array.isArray(schedule)) {
    throw wrong(
      option,
      schedule,
      'an object such as { cron: "0 6 * * *", timezone: "Europe/Berlin" }',
    );
  }
  const given = schedule as Record<string, unknown>;
  const kinds = timings.filter((kind) => given[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const what = kind === undefined ? "says no times" : `says its times by ${kinds.join(" and ")}`;
    throw new TypeError(
      `flow option \`${option}\` ${what}: give one of { cron }, { every } and { rrule }`,
    );
  }
  for (const key of Object.keys(given)) {
    if (known[kind].includes(key)) continue;
    const near = known[kind].find((one) => leven(one.toLowerCase(), key.toLowerCase()) <= 2);
    const hint = near ? `did you mean \`${near}\`?` : `it knows ${known[kind].join(", ")}`;
    throw new TypeError(`flow option \`${option}\` has no \`${key}\` beside \`${kind}\`: ${hint}`);
  }
  checkSettings(option, given);
  if (given.timezone !== undefined && !isZone(given.timezone)) {
    throw wrong(
      `${option}.timezone`,
      given.timezone,
      `an IANA time zone${nearZone(given.timezone)}`,
    );
  }
  if (kind === "every") checkInterval(option, given);
  else checkText(`${option}.${kind}`, kind, given[kind]);
  checkComes(option, kind, schedule as Schedule);
}

function checkSettings(option: string, given: Record<string, unknown>): void {
  const { name, parameters, active } = given;
  if (name !== undefined && (typeof name !== "string" || name.trim() === "")) {
    throw wrong(`${option}.name`, name, "a string that is not empty");
  }
  const isObject = typeof parameters === "object" && parameters !== null;
  if (parameters !== undefined && (!isObject || Array.isArray(parameters))) {
    throw wrong(`${option}.parameters`, parameters, "an object: the flow's parameters by name");
  }
  if (active !== undefined && typeof active !== "boolean") {
    throw wrong(`${option}.active`, active, "true or false");
  }
  for (const [key, allowed] of Object.entries(choices)) {
    const value = given[key];
    if (value === undefined || allowed.some((one) => one === value)) continue;
    throw wrong(`${option}.${key}`, value, allowed.map((one) => `"${one}"`).join(", "));
  }
}

function checkInterval(option: string, { every, anchor }: Record<string, unknown>): void {
  if ((milliseconds(every) ?? 0) < 1_000) {
    throw wrong(`${option}.every`, every, 'seconds as a number from 1, or a string such as "10m"');
  }
  const isDate = anchor instanceof Date || typeof anchor === "string";
  if (anchor !== undefined && !(isDate && Number.isFinite(new Date(anchor).getTime()))) {
    throw wrong(`${option}.anchor`, anchor, 'a Date, or a string such as "2026-01-01T06:00:00Z"');
  }
}

function checkText(option: string, kind: "cron" | "rrule", value: unknown): void {
  if (typeof value === "string" && value.trim() !== "") return;
  const example = kind === "cron" ? "0 6 * * *" : "FREQ=WEEKLY;BYDAY=MO;BYHOUR=6";
  throw wrong(option, value, `a string such as "${example}"`);
}

/** What cannot be read is a mistake, and so is what never comes. */
function checkComes(option: string, kind: string, schedule: Schedule): void {
  const text = inspect((schedule as unknown as Record<string, unknown>)[kind]);
  const refusal = (why: string) =>
    new TypeError(`flow option \`${option}.${kind}\` is ${text}: ${why}. ${help[kind]}`);
  const problem = "cron" in schedule ? cronProblem(schedule.cron) : undefined;
  if (problem) throw refusal(problem.message);
  let next: number | undefined;
  try {
    next = datesOf(timingOf(schedule)).after(Date.now());
  } catch (error) {
    throw refusal((error as Error).message);
  }
  // A rule may have an end, and stay in the source after it.
  if (next !== undefined || /COUNT=|UNTIL=/i.test(text) || /\s\d{4}\W*$/.test(text)) return;
  throw refusal("no day is like that, so it would never run");
}

const help: Record<string, string> = {
  cron: "Write minute, hour, day of the month, month, day of the week, such as 0 6 * * 1-5",
  rrule: "Write a rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=MO;BYHOUR=6;BYMINUTE=0;BYSECOND=0",
};

function wrong(option: string, value: unknown, wants: string): TypeError {
  return new TypeError(
    `flow option \`${option}\` is ${inspect(value, { depth: 1 })}: give ${wants}`,
  );
}

function nearZone(name: unknown): string {
  const wanted = String(name).toLowerCase().replaceAll(" ", "_");
  const city = wanted.split("/").at(-1) ?? wanted;
  const [nearest] = Intl.supportedValuesOf("timeZone")
    .map((zone) => {
      const lower = zone.toLowerCase();
      const last = lower.split("/").at(-1) ?? lower;
      return { zone, distance: Math.min(leven(wanted, lower), leven(city, last)) };
    })
    .sort((a, b) => a.distance - b.distance);
  if (nearest && nearest.distance <= 3) return `; did you mean "${nearest.zone}"?`;
  return ' such as "Europe/Berlin" or "UTC"';
}
