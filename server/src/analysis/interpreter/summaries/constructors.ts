import { argument, callValue } from "../calls.js";
import type { Frame } from "../frame.js";
import type { Argument, Invocation } from "../functions.js";
import { allocate, listSummary, record } from "../heap.js";
import type { State } from "../state.js";
import { native, UNKNOWN, type Value } from "../values.js";

/** `new` of what the platform defines: collections and promises. */
export function constructNative(
  frame: Frame,
  state: State,
  name: string,
  args: readonly Argument[],
  call: Invocation,
): Value | null {
  const [first] = args;
  switch (name) {
    case "Map":
    case "WeakMap":
    case "Set":
    case "WeakSet":
    case "Array": {
      const kind = name.endsWith("Map") ? "map" : name === "Array" ? "array" : "set";
      const filler = { code: call.code, span: call.span, callee: name };
      const object = allocate(frame, state, kind, record([]));
      if (first && name !== "Array") {
        callValue(
          frame,
          state,
          native("collection.fill", object),
          null,
          [argument(first.value, filler)],
          filler,
        );
      }
      if (name === "Array") return allocate(frame, state, kind, listSummary(UNKNOWN));
      return object;
    }
    case "Promise":
      return callValue(frame, state, native("Promise.new"), null, args, call);
    default:
      return null;
  }
}
