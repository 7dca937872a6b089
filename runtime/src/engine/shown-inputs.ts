/** What a task was called with, as a person reads it later. */
import { provenanceOf } from "./arguments.js";
import { asFuture } from "./future.js";
import { preview } from "./preview.js";
import type { Input, ShownInput } from "./record.js";

/** Longest text of all the inputs of a task run, in characters. */
const longest = 2_000;
/** Strings up to this length are kept as they are. */
const shortString = 64;
/** Arguments beyond are counted. */
const mostArguments = 20;

/**
 * The arguments such that they can be kept: most calls need no text to be made.
 * @param args with the results in place of the futures
 * @param given the same with the futures, which know the tasks they come from
 * @param memo texts of big arguments that the calls of a map share
 */
export function shownInputs(
  args: readonly unknown[],
  given: readonly unknown[],
  memo: WeakMap<object, ShownInput> | undefined,
): readonly Input[] {
  if (args === given && args.length <= mostArguments && args.every(isShort)) {
    return args as readonly Input[];
  }
  const count = Math.min(args.length, mostArguments);
  const room = Math.floor(longest / count);
  const shown: Input[] = [];
  for (let index = 0; index < count; index++) {
    shown.push(shownInput(args[index], given[index], room, memo));
  }
  if (args.length > count) {
    shown.push({ text: `… ${args.length - count} more arguments`, truncated: true });
  }
  return shown;
}

function isShort(value: unknown): boolean {
  switch (typeof value) {
    case "number":
    case "boolean":
    case "undefined":
      return true;
    case "string":
      return value.length <= shortString;
    default:
      return value === null;
  }
}

function shownInput(
  value: unknown,
  given: unknown,
  room: number,
  memo: WeakMap<object, ShownInput> | undefined,
): ShownInput {
  const isShared = memo !== undefined && typeof value === "object" && value !== null;
  const known = isShared ? memo.get(value) : undefined;
  if (known !== undefined) return known;
  const { text, truncated } = preview(value, room);
  const input: ShownInput = { text: text + originOf(value, given) };
  if (truncated) input.truncated = true;
  if (isShared) memo.set(value, input);
  return input;
}

/** The task that a value came out of. */
function originOf(value: unknown, given: unknown): string {
  const future = given === value ? undefined : asFuture(given);
  const name = future?.work.label ?? provenanceOf(value)?.label;
  return name === undefined ? "" : ` (from ${name})`;
}
