import { unknownCall } from "../calls.js";
import type { Frame } from "../frame.js";
import type { Argument, Invocation } from "../functions.js";
import type { State } from "../state.js";
import { type NativeShape, native, type Value } from "../values.js";
import { COLLECTIONS } from "./collections.js";
import { FUNCTIONS } from "./functions.js";
import { LIBRARIES } from "./libraries.js";
import { LISTS } from "./lists.js";
import { MILLRACE } from "./millrace.js";
import { OBJECTS } from "./objects.js";
import { PROMISES } from "./promises.js";
import { SCHEDULING } from "./scheduling.js";
import type { Summary } from "./summary.js";

const SUMMARIES: ReadonlyMap<string, Summary> = new Map([
  ...PROMISES,
  ...LISTS,
  ...COLLECTIONS,
  ...OBJECTS,
  ...FUNCTIONS,
  ...SCHEDULING,
  ...MILLRACE,
  ...LIBRARIES,
]);

/** P100: what a known function of the platform or of a library does with its arguments. */
export function callNative(
  frame: Frame,
  state: State,
  shape: NativeShape,
  args: readonly Argument[],
  call: Invocation,
): Value {
  const summary = SUMMARIES.get(shape.name);
  if (summary) {
    const value = summary({ frame, state, self: shape.self, fixed: shape.args, args, call });
    if (value) return value;
  }
  const callee = shape.self ?? native(shape.name);
  return unknownCall(frame, state, { prov: callee.prov, shapes: [] }, shape.self, args, call);
}
