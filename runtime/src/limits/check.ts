/** Refuses limits that cannot be meant, naming what was given and what would do. */
import { inspect } from "node:util";
import leven from "leven";
import { milliseconds } from "../engine/duration.js";
import type { Limit, LimitSettings } from "./options.js";

const settings = ["limit", "rate", "per"];

/**
 * @param option what a person calls it, as `task option \`concurrency\``
 * @throws TypeError
 */
export function checkConcurrency(option: string, value: unknown): void {
  if (typeof value === "number") checkCount(option, value);
  else if (typeof value === "string") checkName(option, value);
  else if (Array.isArray(value)) checkSeveral(option, value);
  else checkLimit(option, value);
}

function checkSeveral(option: string, limits: readonly unknown[]): void {
  if (limits.length === 0) throw refusal(option, limits, wanted);
  for (const [index, one] of limits.entries()) {
    const place = `${option}[${index}]`;
    if (typeof one === "string") checkName(place, one);
    else checkLimit(place, one);
  }
  const names = limits.map((one) => (typeof one === "string" ? one : (one as Limit).name));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new TypeError(`${option} names "${twice}" twice: name it once`);
}

const wanted =
  'a number of runs at a time, the name of a limit, { name: "db", limit: 4 }, { name: "api", rate: 10, per: "1s" }, or a list of these';

function checkLimit(option: string, value: unknown): void {
  if (typeof value !== "object" || value === null) throw refusal(option, value, wanted);
  const { name, ...rest } = value as { name?: unknown };
  checkName(`${option}.name`, name);
  checkSettings(option, rest);
}

/** @throws TypeError */
export function checkSettings(option: string, value: unknown): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refusal(option, value, 'a number, { limit: 4 }, or { rate: 10, per: "1s" }');
  }
  for (const key of Object.keys(value)) {
    if (settings.includes(key)) continue;
    const near = settings.find((one) => leven(key.toLowerCase(), one) <= 2);
    const hint =
      near === undefined ? `it knows ${settings.join(", ")}` : `did you mean \`${near}\`?`;
    throw new TypeError(`${option} has no setting \`${key}\`: ${hint}`);
  }
  const { limit, rate, per } = value as LimitSettings;
  if (limit !== undefined) checkCount(`${option}.limit`, limit);
  if (rate !== undefined) checkCount(`${option}.rate`, rate);
  if (per === undefined) return;
  if ((milliseconds(per) ?? 0) <= 0) {
    throw refusal(
      `${option}.per`,
      per,
      'seconds as a number above 0, or a string such as "1s" or "1m"',
    );
  }
  if (rate === undefined) {
    throw new TypeError(
      `${option}.per is given without \`rate\`: give both, as { rate: 10, per: "1s" }`,
    );
  }
}

/** @throws TypeError */
export function checkCount(option: string, value: unknown): void {
  if (!Number.isInteger(value) || (value as number) < 1)
    throw refusal(option, value, "a whole number from 1");
}

function checkName(option: string, value: unknown): void {
  if (typeof value !== "string" || value.trim() === "") {
    throw refusal(option, value, "a string that is not empty");
  }
}

function refusal(option: string, value: unknown, wants: string): TypeError {
  return new TypeError(`${option} is ${inspect(value, { depth: 1 })}: give ${wants}`);
}
