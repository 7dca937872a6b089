/** The forms in which `task` and `flow` may be called: as a wrapper or as either kind of decorator. */
import type { UserFunction } from "../engine/definition.js";

/** How a definition was written. */
export type Form =
  | { form: "wrap"; options: object; fn: UserFunction }
  | { form: "decorate"; options: object; fn: UserFunction; name: string; replace: Replace }
  | { form: "factory"; options: object };

/** Gives the decorated method back in the way the decorator's standard wants it. */
type Replace = (method: UserFunction) => unknown;

/** @throws TypeError where the arguments fit no form */
export function formOf(
  what: "task" | "flow",
  args: readonly unknown[],
  options: object = {},
): Form {
  const [first, second, third] = args;
  if (isContext(second)) return standard(what, options, first, second);
  if (typeof second === "string" || typeof second === "symbol") {
    return legacy(what, options, String(second), third);
  }
  if (typeof first === "function" && second === undefined) {
    return { form: "wrap", options, fn: first as UserFunction };
  }
  if (isOptions(first) && typeof second === "function") {
    return { form: "wrap", options: first, fn: second as UserFunction };
  }
  if (isOptions(first ?? {}) && second === undefined) {
    return { form: "factory", options: (first ?? {}) as object };
  }
  throw new TypeError(
    `${what} was not understood: write ${what}(fn), ${what}(options, fn), or @${what}(options) before a method`,
  );
}

function standard(
  what: string,
  options: object,
  method: unknown,
  { kind, name }: DecoratorContext,
): Form {
  if (kind !== "method" || typeof method !== "function") throw notAMethod(what, String(name));
  return {
    form: "decorate",
    options,
    fn: method as UserFunction,
    name: String(name),
    replace: (decorated) => decorated,
  };
}

function legacy(what: string, options: object, name: string, descriptor: unknown): Form {
  const { value } = (descriptor ?? {}) as PropertyDescriptor;
  if (typeof value !== "function") throw notAMethod(what, name);
  return {
    form: "decorate",
    options,
    fn: value as UserFunction,
    name,
    replace: (decorated) => ({ ...(descriptor as PropertyDescriptor), value: decorated }),
  };
}

function notAMethod(what: string, name: string): TypeError {
  return new TypeError(
    `@${what} stands before \`${name}\`, which is no method: decorate methods only; write a field as ${name} = ${what}(...)`,
  );
}

function isContext(value: unknown): value is DecoratorContext {
  return (
    typeof value === "object" && value !== null && "kind" in value && "addInitializer" in value
  );
}

function isOptions(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
