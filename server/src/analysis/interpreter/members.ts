import type { Expr } from "../ir/model.js";
import type { Frame } from "./frame.js";
import { callFunction } from "./functions.js";
import { heirsOf } from "./heirs.js";
import { joinAll } from "./join.js";
import type { State } from "./state.js";
import { type ClassShape, type FnShape, shaped, type Value } from "./values.js";

/** A static member, or what `super.name` means. */
export function classMember(
  frame: Frame,
  state: State,
  shape: ClassShape,
  key: string,
): Value | null {
  for (let at: ClassShape | null = shape; at; at = at.base) {
    const slot = state.store.contents(at.statics).slots.get(key);
    if (slot) return slot;
  }
  if (key === "prototype") return shaped(shape);
  // `super.method()`: the class stands for its prototype.
  return frame.self ? instanceMember(frame, state, shape, frame.self, key, null) : null;
}

/**
 * A method or getter by the receiver's class, nearest first (P84). Where the receiver stands for any
 * instance, an override in a subclass may be meant as well.
 */
export function instanceMember(
  frame: Frame,
  state: State,
  shape: ClassShape,
  self: Value,
  key: string,
  at: Expr | null,
): Value | null {
  const own = inheritedMember(frame, state, shape, self, key, at);
  if (self !== shape.prototype && !standsForAny(self, shape)) return own;
  const overrides = overridesOf(frame, shape, key)
    .slice(0, MOST_OVERRIDES)
    .flatMap((each) => inheritedMember(frame, state, each, self, key, at) ?? []);
  return overrides.length === 0 ? own : joinAll([...(own ? [own] : []), ...overrides]);
}

const MOST_OVERRIDES = 6;

function standsForAny(self: Value, shape: ClassShape): boolean {
  const [one] = self.shapes;
  const [other] = shape.prototype?.shapes ?? [];
  return one?.kind === "object" && other?.kind === "object" && one.object === other.object;
}

/** The classes below one that define the member anew, in whatever file. */
function overridesOf(frame: Frame, shape: ClassShape, key: string): ClassShape[] {
  const { file } = shape.module;
  const elsewhere = heirsOf(frame, { file, name: shape.class.name });
  const below = new Set([...allSubclasses(shape), ...elsewhere]);
  return [...below].filter((each) =>
    each.class.members.some(
      (member) => "literal" in member.key && member.key.literal === key && !member.abstract,
    ),
  );
}

function allSubclasses({ subclasses }: ClassShape): ClassShape[] {
  return subclasses.flatMap((each) => [each, ...allSubclasses(each)]);
}

function inheritedMember(
  frame: Frame,
  state: State,
  shape: ClassShape,
  self: Value,
  key: string,
  at: Expr | null,
): Value | null {
  for (let cls: ClassShape | null = shape; cls; cls = cls.base) {
    const decoratedMethod = cls.methods.get(key);
    if (decoratedMethod) return boundTo(decoratedMethod, self);
    const member = cls.class.members.find(
      (each) => !each.static && "literal" in each.key && each.key.literal === key,
    );
    if (!member?.fn || member.abstract) continue;
    const fn: FnShape = {
      kind: "fn",
      fn: member.fn,
      env: cls.env,
      module: cls.module,
      self,
      home: cls,
      bound: [],
    };
    if (member.kind === "method") return shaped(fn);
    if (member.kind === "getter" && at) {
      return callFunction(frame, state, fn, [], { code: at, span: at.span, callee: key });
    }
  }
  return null;
}

function boundTo(value: Value, self: Value): Value {
  const shapes = value.shapes.map((shape) =>
    shape.kind === "task" && shape.body ? { ...shape, body: { ...shape.body, self } } : shape,
  );
  return { prov: value.prov, shapes };
}
