/** Refuses limits that cannot be meant, naming what was given and what would do. */
import { inspect } from "node:util";
import leven from "leven";
import { milliseconds } from "../engine/duration.js";
import type { Limit, LimitSettings } from "./options.js";

const settings = ["limit", "rate", "per"];
const wanted =
  'a number of runs at a time, the name of a limit, { name: "db", limit: 4 }, { name: "api", rate: 10, per: "1s" }, or a list of these';

/** Where a value was given, for messages: what the place is called, and the path in it. */
export class Place {
  readonly #what: string;
  readonly #path: string;

  constructor(what: string, path: string) {
    this.#what = what;
    this.#path = path;
  }

  at(more: string): Place {
    return new Place(this.#what, this.#path + more);
  }

  toString(): string {
    return `${this.#what} \`${this.#path}\``;
  }
}

/** @throws TypeError */
export function checkConcurrency(place: Place, value: unknown): void {
  if (typeof value === "number") checkCount(place, value);
  else if (typeof value === "string") checkName(place, value);
  else if (Array.isArray(value)) checkSeveral(place, value);
  else checkLimit(place, value);
}

function checkSeveral(place: Place, limits: readonly unknown[]): void {
  if (limits.length === 0) throw refusal(place, limits, wanted);
  for (const [index, one] of limits.entries()) {
    if (typeof one === "string") checkName(place.at(`[${index}]`), one);
    else checkLimit(place.at(`[${index}]`), one);
  }
  const names = limits.map((one) => (typeof one === "string" ? one : (one as Limit).name));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new TypeError(`${place} names "${twice}" twice: name it once`);
}

function checkLimit(place: Place, value: unknown): void {
  if (typeof value !== "object" || value === null) throw refusal(place, value, wanted);
  const { name, ...rest } = value as { name?: unknown };
  checkName(place.at(".name"), name);
  checkSettings(place, rest);
}

/** @throws TypeError */
export function checkSettings(place: Place, value: unknown): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refusal(place, value, 'a number, { limit: 4 }, or { rate: 10, per: "1s" }');
  }
  for (const key of Object.keys(value)) {
    if (settings.includes(key)) continue;
    const near = settings.find((one) => leven(key.toLowerCase(), one) <= 2);
    const hint =
      near === undefined ? `it knows ${settings.join(", ")}` : `did you mean \`${near}\`?`;
    throw new TypeError(`${place} has no setting \`${key}\`: ${hint}`);
  }
  const { limit, rate, per } = value as LimitSettings;
  if (limit !== undefined) checkCount(place.at(".limit"), limit);
  if (rate !== undefined) checkCount(place.at(".rate"), rate);
  if (per === undefined) return;
  if ((milliseconds(per) ?? 0) <= 0) {
    throw refusal(
      place.at(".per"),
      per,
      'seconds as a number above 0, or a string such as "1s" or "1m"',
    );
  }
  if (rate === undefined) {
    throw new TypeError(
      `${place.at(".per")} is given without \`rate\`: give both, as { rate: 10, per: "1s" }`,
    );
  }
}

/** @throws TypeError */
export function checkCount(place: Place, value: unknown): void {
  if (!Number.isInteger(value) || (value as number) < 1) {
    throw refusal(place, value, "a whole number from 1");
  }
}

function checkName(place: Place, value: unknown): void {
  if (typeof value !== "string" || value.trim() === "") {
    throw refusal(place, value, "a string that is not empty");
  }
}

function refusal(place: Place, value: unknown, wants: string): TypeError {
  return new TypeError(`${place} is ${inspect(value, { depth: 1 })}: give ${wants}`);
}
