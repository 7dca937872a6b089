/** The parameter form, made from the flow's parameters: which field each gets, and what its text means. */
import type { JsonSchema, Param } from "@millrace/protocol";

export type Field =
  | { kind: "text"; param: Param; initial: string; hint: string }
  | { kind: "number"; param: Param; initial: string; hint: string; integer: boolean }
  | { kind: "check"; param: Param; initial: boolean; hint: string }
  | { kind: "choice"; param: Param; initial: string; hint: string; choices: Choice[] }
  | { kind: "json"; param: Param; initial: string; hint: string };

export interface Choice {
  label: string;
  value: unknown;
}

export type Parsed = { ok: true; value: unknown } | { ok: false; problem: string };

/** The value a field starts with: the last one used, else the default. */
export function fieldOf(param: Param, last: Record<string, unknown> | undefined): Field {
  const start = last && Object.hasOwn(last, param.name) ? last[param.name] : param.default;
  const { schema } = param;
  const hint = param.type;
  const choices = choicesOf(schema) ?? (isLeftToCode(param) ? YES_OR_NO : undefined);
  if (choices) {
    const found = choices.findIndex(({ value }) => same(value, start));
    const initial = found >= 0 ? String(found) : param.required ? "0" : "";
    return { kind: "choice", param, initial, hint, choices };
  }
  switch (schema.type) {
    case "boolean":
      return { kind: "check", param, initial: start === true, hint };
    case "integer":
    case "number": {
      const integer = schema.type === "integer";
      return { kind: "number", param, initial: asText(start), hint, integer };
    }
    case "string":
      return { kind: "text", param, initial: asText(start), hint };
    default:
      return { kind: "json", param, initial: initialJson(start, schema), hint };
  }
}

/** A text that is no JSON stands as it is where it means itself. */
function initialJson(start: unknown, schema: JsonSchema): string {
  if (start === undefined) return "";
  if (typeof start !== "string" || start.trim() === "" || !takesText(schema)) return json(start);
  return fromJson(start).ok ? json(start) : start;
}

const YES_OR_NO: Choice[] = [
  { label: "yes", value: true },
  { label: "no", value: false },
];

/** A box is always checked or not: where only the code knows the default, it must stay possible to say neither. */
function isLeftToCode({ schema, required, default: known }: Param): boolean {
  return schema.type === "boolean" && !required && known === undefined;
}

/** What the person typed, as the parameter's type wants it; undefined leaves it out. */
export function parseField(field: Field, input: string | boolean): Parsed {
  const { param } = field;
  if (field.kind === "check") return good(input === true);
  const text = String(input);
  if (field.kind === "choice") {
    const choice = field.choices[Number(text)];
    if (text === "" || !choice) return missing(field);
    return good(choice.value);
  }
  if (text.trim() === "" && field.kind !== "text") return missing(field);
  if (field.kind === "text") {
    if (text === "" && !param.required) return good(param.default === "" ? "" : undefined);
    return check(text, param.schema);
  }
  if (field.kind === "number") {
    const value = Number(text);
    if (!Number.isFinite(value)) return bad(`"${text}" is not a number`);
    if (field.integer && !Number.isInteger(value)) return bad(`${text} is not a whole number`);
    return check(value, param.schema);
  }
  const read = fromJson(text);
  if (read.ok) return check(read.value, param.schema);
  return takesText(param.schema) ? check(text, param.schema) : read;
}

/**
 * Whether a text may be meant where the schema says no one type: what is no JSON is then the text
 * itself, as the command line takes it.
 */
export function takesText({ type, anyOf, oneOf, ...rest }: JsonSchema): boolean {
  if (type !== undefined) return [type].flat().includes("string");
  const union = anyOf ?? oneOf;
  if (Array.isArray(union)) return union.some(takesText);
  return rest.properties === undefined && rest.items === undefined;
}

function fromJson(text: string): Parsed {
  try {
    return good(JSON.parse(text));
  } catch (error) {
    return bad(`Not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function missing({ param }: Field): Parsed {
  if (!param.required) return good(undefined);
  return bad(`${param.name} needs a value of type ${param.type}`);
}

/** The keywords that a type can make; the run itself checks the whole schema again. */
function check(value: unknown, schema: JsonSchema): Parsed {
  const type = schema.type;
  const actual = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
  const wanted = Array.isArray(type) ? type : typeof type === "string" ? [type] : [];
  const fits = wanted.some(
    (name) => name === actual || (name === "integer" && actual === "number"),
  );
  if (wanted.length > 0 && !fits) return bad(`Expected ${wanted.join(" or ")}, this is ${actual}`);
  if (typeof value === "number") {
    const { minimum, maximum } = schema;
    if (typeof minimum === "number" && value < minimum) return bad(`At least ${minimum}`);
    if (typeof maximum === "number" && value > maximum) return bad(`At most ${maximum}`);
  }
  if (typeof value === "string") {
    const { minLength, pattern } = schema;
    if (typeof minLength === "number" && value.length < minLength) {
      return bad(`At least ${minLength} characters`);
    }
    if (typeof pattern === "string" && !matches(pattern, value))
      return bad(`Must match ${pattern}`);
  }
  if (actual === "object" && Array.isArray(schema.required)) {
    const lacking = schema.required.filter((key) => !Object.hasOwn(value as object, String(key)));
    if (lacking.length > 0) return bad(`Missing: ${lacking.join(", ")}`);
  }
  return good(value);
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    return true;
  }
}

function choicesOf(schema: JsonSchema): Choice[] | undefined {
  const list = schema.enum;
  if (Array.isArray(list)) return list.map((value) => ({ label: asText(value), value }));
  const union = schema.anyOf ?? schema.oneOf;
  if (!Array.isArray(union)) return undefined;
  const constants = union.filter((part) => part && typeof part === "object" && "const" in part);
  if (constants.length === 0 || constants.length !== union.length) return undefined;
  return constants.map((part) => ({ label: asText(part.const), value: part.const }));
}

function same(a: unknown, b: unknown): boolean {
  return a === b || (b !== undefined && JSON.stringify(a) === JSON.stringify(b));
}

function asText(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : json(value);
}

function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

function good(value: unknown): Parsed {
  return { ok: true, value };
}

function bad(problem: string): Parsed {
  return { ok: false, problem };
}
