/**
 * The limits that the code of this process declares, and `millrace.config.ts`. One name has one
 * meaning: who gives it another one is refused at once, with both places.
 */
import { relative } from "node:path";
import type { Frame } from "@millrace/protocol";
import { milliseconds, spokenMs } from "../engine/duration.js";
import type { Concurrency, DeclaredLimits, LimitSettings } from "./options.js";
import type { Rate } from "./window.js";

/** What a name stands for; nothing of it where it is only named. */
export interface Settings {
  limit?: number;
  rate?: Rate;
}

/** A limit as one run needs it. */
export interface Want extends Settings {
  name: string;
  /** Where its settings come from, for a person. */
  place?: string;
}

interface Declared extends Settings {
  /** Where it is first named. */
  named: Frame | undefined;
  limitPlace?: string;
  ratePlace?: string;
}

const key = Symbol.for("millrace.limits");
const globals = globalThis as { [key]?: Map<string, Declared> };
globals[key] ??= new Map();
const declared: Map<string, Declared> = globals[key];

/**
 * Notes what the option `concurrency` says of the names in it.
 * @param options those of a task or flow, checked before
 * @param at where they are given
 * @throws TypeError where another place says something else of one of them
 */
export function declareLimits(options: object, at?: Frame): void {
  const { concurrency } = options as { concurrency?: Concurrency };
  // A number is a limit of its own, which no other place can name.
  if (concurrency === undefined || typeof concurrency === "number") return;
  for (const one of [concurrency].flat() as (string | (LimitSettings & { name: string }))[]) {
    const place = at === undefined ? "a call of `with`" : shown(at);
    const { name, ...settings } = typeof one === "string" ? { name: one } : one;
    note(name, settingsOf(settings), place, at);
  }
}

/**
 * Notes what a configuration says.
 * @throws TypeError where code says something else
 */
export function declareConfigured(limits: DeclaredLimits, file: string): void {
  for (const [name, value] of Object.entries(limits)) {
    const settings = settingsOf(typeof value === "number" ? { limit: value } : value);
    note(name, settings, shown({ file }));
  }
}

/** Whether any code of this process names a limit. */
export function anyLimits(): boolean {
  return declared.size > 0;
}

/** The names that are used and declared nowhere, with a place that uses them. */
export function undeclaredNames(): { name: string; place: Frame | undefined }[] {
  return [...declared].flatMap(([name, { limit, rate, named: place }]) =>
    limit === undefined && rate === undefined ? [{ name, place }] : [],
  );
}

/** What a run with this option needs. @param own the name of a limit that is given as a number */
export function wantsOf(concurrency: Concurrency, own: string): Want[] {
  if (typeof concurrency === "number") return [{ name: own, limit: concurrency }];
  return [concurrency].flat().map((one) => {
    const name = typeof one === "string" ? one : one.name;
    const { limit, rate, limitPlace, ratePlace } = declared.get(name) ?? { named: undefined };
    const place = limitPlace ?? ratePlace;
    return {
      name,
      ...(limit === undefined ? {} : { limit }),
      ...(rate === undefined ? {} : { rate }),
      ...(place === undefined ? {} : { place }),
    };
  });
}

/** `4 at a time`, `10 in 1 s`. */
export function spokenSettings({ limit, rate }: Settings): string {
  return [
    ...(limit === undefined ? [] : [`${limit} at a time`]),
    ...(rate === undefined ? [] : [`${rate.starts} in ${spokenMs(rate.per)}`]),
  ].join(", ");
}

function note(name: string, { limit, rate }: Settings, place: string, named?: Frame): void {
  const known = declared.get(name) ?? { named };
  declared.set(name, known);
  if (limit !== undefined) {
    if (known.limit !== undefined && known.limit !== limit) {
      throw contradiction(name, { limit: known.limit }, known.limitPlace, { limit }, place);
    }
    if (known.limit === undefined) Object.assign(known, { limit, limitPlace: place });
  }
  if (rate !== undefined) {
    if (known.rate !== undefined && !isSameRate(known.rate, rate)) {
      throw contradiction(name, { rate: known.rate }, known.ratePlace, { rate }, place);
    }
    if (known.rate === undefined) Object.assign(known, { rate, ratePlace: place });
  }
}

function contradiction(
  name: string,
  first: Settings,
  firstPlace: string | undefined,
  second: Settings,
  secondPlace: string,
): TypeError {
  return new TypeError(
    `limit "${name}" is ${spokenSettings(first)} in ${firstPlace} and ${spokenSettings(second)} in ${secondPlace}: say it in one place, and give only the name in the others`,
  );
}

function settingsOf({ limit, rate, per }: LimitSettings): Settings {
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(rate === undefined ? {} : { rate: { starts: rate, per: milliseconds(per ?? 1) ?? 1_000 } }),
  };
}

function isSameRate(one: Rate, other: Rate): boolean {
  return one.starts === other.starts && one.per === other.per;
}

function shown({ file, line, column }: { file: string; line?: number; column?: number }): string {
  const path = relative(process.cwd(), file);
  return [path.startsWith("..") ? file : path, line, column]
    .filter((part) => part !== undefined)
    .join(":");
}
