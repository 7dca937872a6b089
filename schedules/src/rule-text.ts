/** Whether a text is a recurrence rule of RFC 5545, part by part: `rrule` takes some that are none. */
import type { TextProblem } from "./problem.js";

const FREQUENCIES = ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
const DATE = /^\d{8}(T\d{6}Z?)?$/;
const WEEKDAY = /^[+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU)$/;

/** The least and the most a number may be; a sign counts from the end. */
const RANGES: Record<string, readonly [least: number, most: number, signed?: boolean]> = {
  COUNT: [1, 1_000_000],
  INTERVAL: [1, 1_000_000],
  BYSECOND: [0, 59],
  BYMINUTE: [0, 59],
  BYHOUR: [0, 23],
  BYMONTHDAY: [1, 31, true],
  BYYEARDAY: [1, 366, true],
  BYWEEKNO: [1, 53, true],
  BYMONTH: [1, 12],
  BYSETPOS: [1, 366, true],
};

export function ruleProblem(text: string): TextProblem | undefined {
  for (const line of text.matchAll(/[^\n]+/g)) {
    const problem = line[0].trim() === "" ? undefined : lineProblem(line[0], line.index);
    if (problem) return problem;
  }
  return undefined;
}

function lineProblem(line: string, offset: number): TextProblem | undefined {
  const head = /^\s*([A-Z]+)(?:;[^:]*)?:/i.exec(line);
  const kind = head?.[1]?.toUpperCase() ?? "RRULE";
  const body = line.slice(head?.[0].length ?? 0);
  const at = offset + (head?.[0].length ?? 0);
  if (kind === "RRULE") {
    const gap = /;(?=;|\s*$)/.exec(body);
    if (gap) return problemAt(";", at + gap.index, "nothing follows a semicolon: leave it out");
    for (const part of body.matchAll(/[^;\s]+/g)) {
      const problem = partProblem(part[0], at + part.index);
      if (problem) return problem;
    }
    return undefined;
  }
  if (!["DTSTART", "RDATE", "EXDATE"].includes(kind)) {
    return problemAt(line.trim(), offset + line.search(/\S/), `${kind} is no part of a rule`);
  }
  for (const date of body.matchAll(/[^,\s]+/g)) {
    if (DATE.test(date[0])) continue;
    return problemAt(date[0], at + date.index, `${date[0]} is no date such as 20260131T060000`);
  }
  return undefined;
}

function partProblem(part: string, at: number): TextProblem | undefined {
  const [key = "", value] = part.split("=");
  const name = key.toUpperCase();
  const fault = (why: string) => problemAt(part, at, why);
  if (value === undefined || value === "") return fault(`${key} has no value: write ${key}=...`);
  const values = value.split(",");
  switch (name) {
    case "FREQ":
      return FREQUENCIES.includes(value.toUpperCase())
        ? undefined
        : fault(`${value} is no frequency: ${FREQUENCIES.join(", ")} are`);
    case "WKST":
    case "BYDAY":
    case "BYWEEKDAY":
      return values.every((one) => WEEKDAY.test(one.toUpperCase()))
        ? undefined
        : fault(`${value} is no list of days such as MO,TU or -1FR`);
    case "UNTIL":
      return DATE.test(value.toUpperCase())
        ? undefined
        : fault(`${value} is no date such as 20260131T060000Z`);
    case "DTSTART":
    case "TZID":
    case "BYEASTER":
      return undefined;
  }
  const range = RANGES[name];
  if (!range) return fault(`${key} is no part of a rule`);
  const [least, most, signed] = range;
  const wrong = values.find((one) => {
    const isNumber = signed ? /^[+-]?\d+$/.test(one) : /^\d+$/.test(one);
    const size = Math.abs(Number(one));
    return !isNumber || size < least || size > most;
  });
  return wrong === undefined
    ? undefined
    : fault(`${name}=${wrong} is not from ${least} to ${most}`);
}

function problemAt(part: string, start: number, message: string): TextProblem {
  return { message, start, end: start + part.length };
}
