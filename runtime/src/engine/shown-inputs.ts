/** What a task was called with, as a person reads it later. */
import { provenanceOf } from "./arguments.js";
import type { TaskDefinition } from "./definition.js";
import { asFuture } from "./future.js";
import { preview } from "./preview.js";
import type { ShownInput } from "./record.js";

/** Longest text of all the inputs of a task run, in characters. */
const longest = 2_000;
/** Arguments beyond are counted. */
const mostArguments = 20;

const none: ShownInput[] = [];

/**
 * The arguments as they were given, before futures are replaced by what they stand for.
 * @param args with the results in place of the futures
 * @param given the same with the futures, which know the tasks they come from
 * @param memo texts of big arguments that the calls of a map share
 */
export function shownInputs(
  { params }: Pick<TaskDefinition, "params">,
  args: readonly unknown[],
  given: readonly unknown[],
  memo: WeakMap<object, ShownInput> | undefined,
): ShownInput[] {
  if (args.length === 0) return none;
  const count = Math.min(args.length, mostArguments);
  const room = Math.floor(longest / count);
  const shown: ShownInput[] = [];
  for (let index = 0; index < count; index++) {
    shown.push(shownInput(params[index], args[index], given[index], room, memo));
  }
  if (args.length > count) {
    shown.push({ text: `… ${args.length - count} more arguments`, truncated: true });
  }
  return shown;
}

function shownInput(
  name: string | undefined,
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
  if (name !== undefined) input.name = name;
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
