import { ts } from "ts-morph";
import { secondsOf } from "../../diagnostics/durations.js";
import { expressionOf, isFunction, literalOf } from "./expression.js";

/** A wait before a retry, in seconds: a jitter makes it a range. */
export interface Wait {
  min: number;
  max: number;
}

/** The waits a task's retry settings make; `computed` where only its own function knows. */
export interface RetrySchedule {
  retries: number;
  waits: Wait[] | "computed";
}

/** More waits than this are not listed one by one, and nobody retries as often. */
const MOST = 1_000;

/**
 * @param retries the text of the option, as written
 * @param retryDelay the same
 * @returns undefined where the number of retries is computed
 */
export function retrySchedule(
  retries: string | undefined,
  retryDelay: string | undefined,
): RetrySchedule | undefined {
  const count = retries === undefined ? 0 : literalOf(expressionOf(retries));
  if (typeof count !== "number" || !Number.isInteger(count) || count < 0) return undefined;
  const delay = waitsOf(retryDelay);
  if (delay === undefined) return { retries: count, waits: "computed" };
  const waits = Array.from({ length: Math.min(count, MOST) }, (_, i) => delay(i + 1));
  return { retries: count, waits };
}

type DelayAfter = (attempt: number) => Wait;

function waitsOf(text: string | undefined): DelayAfter | undefined {
  if (text === undefined) return () => ({ min: 0, max: 0 });
  const expression = expressionOf(text);
  if (!expression || isFunction(expression)) return undefined;
  if (ts.isCallExpression(expression)) return exponentialWaits(expression);
  const value = literalOf(expression);
  const list = (Array.isArray(value) ? value : [value]).map(secondsOf);
  if (list.length === 0 || list.some((each) => each === undefined)) return undefined;
  const seconds = list as number[];
  return (attempt) => {
    const wait = seconds[Math.min(attempt, seconds.length) - 1] as number;
    return { min: wait, max: wait };
  };
}

/** What the library's `exponential(base, { max, jitter })` gives. */
function exponentialWaits({ expression, arguments: args }: ts.CallExpression) {
  if (!/(?:^|\.)exponential$/.test(expression.getText())) return undefined;
  const base = secondsOf(literalOf(args[0]));
  const options = args[1] === undefined ? {} : literalOf(args[1]);
  if (base === undefined || typeof options !== "object" || options === null) return undefined;
  const { max = "1h", jitter = 0 } = options as { max?: unknown; jitter?: unknown };
  const most = secondsOf(max);
  const random = Number(jitter);
  if (most === undefined || !(random >= 0 && random <= 1)) return undefined;
  return (attempt: number): Wait => {
    const wait = Math.min(base * 2 ** (attempt - 1), most);
    return { min: wait * (1 - random), max: wait };
  };
}
