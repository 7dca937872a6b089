/** Limits by name: what one option, or the configuration, says of them. */
import type { FileFacts, OptionFact } from "../analysis/index.js";
import { secondsOf, spokenSeconds } from "./durations.js";
import { isName, isRecord } from "./options-table.js";

/** So many at a time, so many starts in a span of seconds; nothing of it where a limit is only named. */
export interface Allowance {
  limit?: number;
  rate?: { starts: number; per: number };
}

export interface NamedLimit extends Allowance {
  name: string;
}

/** Where a limit is spoken of: in the options of a task or flow, or in `millrace.config.ts`. */
export interface LimitPlace extends NamedLimit {
  /** What the task or flow is called; absent for the configuration. */
  user?: string;
  /** The option that says it. */
  option: OptionFact;
}

/** The limits in a literal value of `concurrency`. A number is a limit of the task's own. */
export function limitsIn(value: unknown): NamedLimit[] {
  return [value].flat().flatMap((one): NamedLimit[] => {
    if (isName(one)) return [{ name: one }];
    return isRecord(one) && isName(one.name) ? [{ name: one.name, ...allowanceOf(one) }] : [];
  });
}

/** Every limit that a file speaks of, by its facts alone. */
export function limitsOf({ definitions, config = [] }: FileFacts): LimitPlace[] {
  const used = definitions.flatMap(({ label, options }) =>
    options
      .filter(({ name }) => name === "concurrency")
      .flatMap((option) =>
        limitsIn(option.value).map((limit) => ({ ...limit, user: label, option })),
      ),
  );
  const declared = config
    .filter(({ name }) => name === "limits")
    .flatMap((option) =>
      Object.entries(isRecord(option.value) ? option.value : {}).map(([name, value]) => ({
        name,
        ...(isRecord(value) ? allowanceOf(value) : allowanceOf({ limit: value })),
        option,
      })),
    );
  return [...used, ...declared];
}

/** Whether two places say something else of one limit. */
export function contradict(one: NamedLimit, other: NamedLimit): boolean {
  if (one.name !== other.name) return false;
  const [rate, otherRate] = [one.rate, other.rate];
  return (
    (one.limit !== undefined && other.limit !== undefined && one.limit !== other.limit) ||
    (rate !== undefined &&
      otherRate !== undefined &&
      (rate.starts !== otherRate.starts || rate.per !== otherRate.per))
  );
}

/** `4 at a time and 10 starts in 1 s`; empty where nothing is said. */
export function spokenAllowance({ limit, rate }: Allowance): string {
  return [
    ...(limit === undefined ? [] : [`${limit} at a time`]),
    ...(rate === undefined
      ? []
      : [`${rate.starts} start${rate.starts === 1 ? "" : "s"} in any ${spokenSeconds(rate.per)}`]),
  ].join(" and ");
}

function allowanceOf({ limit, rate, per = 1 }: Record<string, unknown>): Allowance {
  const seconds = secondsOf(per);
  return {
    ...(typeof limit === "number" ? { limit } : {}),
    ...(typeof rate === "number" && seconds !== undefined
      ? { rate: { starts: rate, per: seconds } }
      : {}),
  };
}
