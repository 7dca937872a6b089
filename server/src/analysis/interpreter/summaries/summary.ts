import { callValue } from "../calls.js";
import type { Frame } from "../frame.js";
import type { Argument, Invocation } from "../functions.js";
import type { State } from "../state.js";
import { UNDEFINED, type Value } from "../values.js";

export interface Call {
  frame: Frame;
  state: State;
  /** The receiver. */
  self: Value | null;
  /** Arguments fixed earlier. */
  fixed: readonly Value[];
  args: readonly Argument[];
  call: Invocation;
}

/** What a known function does; null where this call of it is not one the summary knows. */
export type Summary = (call: Call) => Value | null;

export function arg({ args }: Call, index: number): Value {
  return args[index]?.value ?? UNDEFINED;
}

/** Calls a callback, in the state as it is. */
export function invoke(
  from: Call,
  callback: Value,
  args: readonly Value[],
  state = from.state,
): Value {
  const { frame, call } = from;
  const given = args.map((value) => ({ value, span: call.span, rest: false }));
  return callValue(frame, state, callback, null, given, call);
}
