import { secondsOf } from "../../diagnostics/durations.js";
import { spanOf } from "../ago.js";
import { expressionOf, literalOf } from "../options/expression.js";
import { retrySchedule, type Wait } from "../options/retry-schedule.js";

/** As many waits are listed one by one. */
const LISTED = 6;

/** What the retry settings make, in words: attempts, waits, how long until it gives up. */
export function describeRetries(settings: ReadonlyMap<string, string>): string[] {
  const schedule = retrySchedule(settings.get("retries"), settings.get("retryDelay"));
  if (!schedule) return ["How often it is tried again is known when the module loads."];
  const { retries, waits } = schedule;
  if (retries === 0) {
    const idle = settings.has("retryDelay") ? " `retryDelay` has no effect without `retries`." : "";
    return [`One attempt: a failure is final.${idle}`];
  }
  const lines = [`**Up to ${retries + 1} attempts**: ${describeWaits(waits)}.`];
  const end = describeEnd(waits, retries, settings.get("timeout"));
  if (end) lines.push(end);
  if (settings.has("retryIf")) lines.push("Only failures that `retryIf` accepts are tried again.");
  return lines;
}

function describeWaits(waits: readonly Wait[] | "computed"): string {
  if (waits === "computed") return "waits as long as its function says";
  if (waits.every(({ max }) => max === 0)) return "tries again at once";
  const spoken = waits.map(describeWait);
  if (spoken.length <= LISTED) return `waits ${spoken.join(", ")}`;
  return `waits ${spoken.slice(0, LISTED - 1).join(", ")}, …, ${spoken.at(-1)} (${spoken.length} waits)`;
}

function describeWait({ min, max }: Wait): string {
  return min === max ? spanOf(max) : `${spanOf(min)} to ${spanOf(max)}`;
}

function describeEnd(
  waits: readonly Wait[] | "computed",
  retries: number,
  timeoutText: string | undefined,
): string | undefined {
  if (waits === "computed") return undefined;
  const total = waits.reduce(
    (sum, wait) => ({ min: sum.min + wait.min, max: sum.max + wait.max }),
    {
      min: 0,
      max: 0,
    },
  );
  const timeout =
    timeoutText === undefined ? undefined : secondsOf(literalOf(expressionOf(timeoutText)));
  const waiting = total.max === 0 ? "" : `Gives up after ${describeWait(total)} of waiting`;
  if (timeout === undefined) return waiting && `${waiting}, plus the attempts themselves.`;
  const longest = spanOf(total.max + timeout * (retries + 1));
  const bound = `at most ${longest} with the ${spanOf(timeout)} timeout`;
  return waiting ? `${waiting}, ${bound}.` : `Gives up after ${bound.replace(/^at/, "at")}.`;
}
