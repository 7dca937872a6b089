import { writeProperty } from "./assignment.js";
import { unknownCall } from "./calls.js";
import { evaluate } from "./expressions.js";
import type { Frame } from "./frame.js";
import { type Argument, callFunction, type Invocation } from "./functions.js";
import { keyOf } from "./properties.js";
import type { State } from "./state.js";
import { constructNative } from "./summaries/constructors.js";
import { instanceOfType } from "./types.js";
import {
  type ClassShape,
  EMPTY,
  type FnShape,
  type HeapObject,
  shaped,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from "./values.js";

/** `new C(...)`. */
export function construct(
  frame: Frame,
  state: State,
  callee: Value,
  args: readonly Argument[],
  call: Invocation,
): Value {
  const cls = callee.shapes.find((shape): shape is ClassShape => shape.kind === "class");
  if (cls) return instantiate(frame, state, cls, { args, call });
  const [native] = callee.shapes;
  if (native?.kind === "native") {
    const known = constructNative(frame, state, native.name, args, call);
    if (known) return known;
  }
  return unknownCall(frame, state, callee, null, args, call);
}

export function instantiate(
  frame: Frame,
  state: State,
  cls: ClassShape,
  made: { args: readonly Argument[]; call: Invocation } | null,
): Value {
  const object: HeapObject = {
    kind: "instance",
    class: cls,
    base: null,
    group: null,
    activity: null,
  };
  state.store.replace(object, EMPTY);
  const self = shaped({ kind: "object", object });
  initialise(frame, state, cls, self, made);
  return self;
}

/** Fields from the base class down, each class's constructor after its fields. */
function initialise(
  frame: Frame,
  state: State,
  cls: ClassShape,
  self: Value,
  made: { args: readonly Argument[]; call: Invocation } | null,
): void {
  const own = cls.class.members.find((member) => member.kind === "constructor")?.fn;
  if (cls.base) initialise(frame, state, cls.base, self, own ? null : made);
  const inner: Frame = { ...frame, module: cls.module, env: cls.env, self, home: cls, fn: null };
  for (const member of cls.class.members) {
    if (member.kind !== "field" || member.static) continue;
    const key = keyOf(inner, state, member.key);
    if (key === null) continue;
    let value = member.value ? evaluate(inner, state, member.value) : UNDEFINED;
    if (member.type) value = instanceOfType(inner, state, value, member.type);
    writeProperty(state, self, key, value, false);
  }
  if (!own) return;
  const span = made?.call.span ?? own.span;
  const args = made?.args ?? own.params.map(() => ({ value: UNKNOWN, span, rest: false }));
  own.params.forEach((param, index) => {
    if (!param.property) return;
    let value = args[index]?.value ?? UNKNOWN;
    if (param.type) value = instanceOfType(inner, state, value, param.type);
    writeProperty(state, self, param.property, value, false);
  });
  const build: FnShape = {
    kind: "fn",
    fn: own,
    env: cls.env,
    module: cls.module,
    self,
    home: cls,
    bound: [],
  };
  callFunction(frame, state, build, args, { code: own, span, callee: cls.class.name });
}
