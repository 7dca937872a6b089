/** Turns values into text and back, keeping what JSON loses. */
import { DevalueError, parse, stringify } from "devalue";
import { UnstorableResultError } from "./errors.js";

/** Longer texts are not kept: a database is no place for them. In characters. */
export const longestText = 100_000_000;

/**
 * The text of a value: Date, Map, Set, BigInt, RegExp, URL, Buffer, typed arrays, errors, cycles and
 * repeated references survive.
 * @throws UnstorableResultError naming the path of what cannot be kept
 */
export function encode(value: unknown): string {
  const short = encodePrimitive(value) ?? encodeFlat(value);
  if (short !== undefined) return short;
  let text: string;
  try {
    text = stringify(value, reducers);
  } catch (error) {
    throw unstorable(error);
  }
  if (text.length > longestText) {
    throw new UnstorableResultError(
      `the value is ${Math.round(text.length / 1e6)} MB as text, more than the ${longestText / 1e6} MB that are kept; return a path to a file instead`,
      "",
    );
  }
  return text;
}

export function decode(text: string): unknown {
  return parse(text, revivers);
}

/** The same text that devalue writes, several times faster for what most tasks return. */
function encodePrimitive(value: unknown): string | undefined {
  switch (typeof value) {
    case "undefined":
      return "-1";
    case "boolean":
      return value ? "[true]" : "[false]";
    case "number":
      return Number.isFinite(value) && value !== 0 ? `[${value}]` : undefined;
    case "string":
      return value.length <= longestText ? `[${JSON.stringify(value)}]` : undefined;
    default:
      return value === null ? "[null]" : undefined;
  }
}

/** An object of few primitives, as rows of a table are: a reference for each, then the values. */
function encodeFlat(value: unknown): string | undefined {
  if (typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype)
    return undefined;
  const row = value as Record<string, unknown>;
  const keys = Object.keys(row);
  if (keys.length > 32 || Object.getOwnPropertySymbols(row).length > 0) return undefined;
  let references = "";
  let values = "";
  let index = 0;
  for (const key of keys) {
    const inner = row[key];
    const text = inner === undefined ? undefined : encodePrimitive(inner);
    // A thenable is a promise to devalue, whatever its `then` is.
    if (text === undefined || key === "__proto__" || key === "then") return undefined;
    index += 1;
    references += `${index === 1 ? "" : ","}${JSON.stringify(key)}:${index}`;
    values += `,${text.slice(1, -1)}`;
  }
  return `[{${references}}${values}]`;
}

function unstorable(error: unknown): UnstorableResultError {
  if (error instanceof DevalueError) {
    const what = describe(error.value);
    const where = error.path === "" ? "it is" : `it holds at ${error.path}`;
    return new UnstorableResultError(
      `the value cannot be stored: ${where} ${what}`,
      error.path,
      error,
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new UnstorableResultError(`the value cannot be stored: ${reason}`, "", error);
}

function describe(value: unknown): string {
  if (typeof value === "function") return `a function${value.name ? ` (${value.name})` : ""}`;
  if (typeof value === "symbol") return `a symbol (${String(value)})`;
  if (typeof value !== "object" || value === null) return String(value);
  if (typeof (value as { then?: unknown }).then === "function") return "a promise";
  const maker = value.constructor?.name;
  return maker && maker !== "Object"
    ? `an instance of ${maker}, of which only the data would be left; return a plain object instead`
    : "an object with symbols for keys or a key named __proto__";
}

type ErrorParts = {
  name: string;
  message: string;
  stack: string | undefined;
  /** Absent where the error has no cause. */
  cause?: [unknown];
  errors?: unknown[];
  own: Record<string, unknown>;
};

const reducers = {
  Error: (value: unknown): ErrorParts | false => {
    if (!(value instanceof Error)) return false;
    const { name, message, stack, cause, errors, ...own } = { ...value } as unknown as ErrorParts;
    return {
      name: value.name,
      message: value.message,
      stack: value.stack,
      ...("cause" in value ? { cause: [value.cause] as [unknown] } : {}),
      ...(value instanceof AggregateError ? { errors: value.errors } : {}),
      own: own as Record<string, unknown>,
    };
  },
  Buffer: (value: unknown) => Buffer.isBuffer(value) && [value.toString("base64")],
};

const builtIns: Record<string, ErrorConstructor> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

const revivers = {
  Error: ({ name, message, stack, cause, errors, own }: ErrorParts) => {
    const error =
      errors === undefined
        ? new (builtIns[name] ?? Error)(message)
        : new AggregateError(errors, message);
    const hidden = { writable: true, configurable: true, enumerable: false };
    if (error.name !== name) Object.defineProperty(error, "name", { ...hidden, value: name });
    Object.defineProperty(error, "stack", { ...hidden, value: stack });
    if (cause !== undefined) Object.defineProperty(error, "cause", { ...hidden, value: cause[0] });
    return Object.assign(error, own);
  },
  Buffer: ([text]: [string]) => Buffer.from(text, "base64"),
};
