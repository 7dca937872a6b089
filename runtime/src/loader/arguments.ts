import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import type { Param } from "@millrace/protocol";
import { nameOf, type Signature } from "./params.js";
import { didYouMean } from "./suggest.js";
import { UsageError } from "./usage-error.js";
import { check, list, type Parsed, parseText } from "./values.js";

/** Parameters as they were given: text from the command line, values from a file or an earlier run. */
export interface Given {
  texts: { name: string; text: string }[];
  values: Record<string, unknown>;
}

/**
 * Checks what was given against the declared parameters.
 * @returns the arguments to call the flow with
 * @throws UsageError naming the parameter, its type and what was given
 */
export function argumentsFor(flow: string, signature: Signature, given: Given): unknown[] {
  const { params } = signature;
  const names = params.map(({ name }) => name);
  const texts = groupTexts(given);
  for (const name of [...texts.keys(), ...Object.keys(given.values)]) {
    if (!names.includes(name)) throw unknownParameter(flow, name, names);
  }
  const values = new Map<string, unknown>();
  for (const param of params) {
    const isRest = signature.rest && param === params.at(-1);
    const own = texts.get(param.name);
    if (own) values.set(param.name, fromText(flow, param, own, isRest));
    else if (Object.hasOwn(given.values, param.name)) {
      values.set(param.name, fromValue(flow, param, given.values[param.name]));
    } else if (param.required) throw missing(flow, param);
  }
  if (signature.spread)
    return values.size > 0 || params.length > 0 ? [Object.fromEntries(values)] : [];
  const last = names.findLastIndex((name) => values.has(name));
  const args = names.slice(0, last + 1).map((name) => values.get(name));
  return signature.rest && last === names.length - 1
    ? [...args.slice(0, -1), ...(args.at(-1) as [])]
    : args;
}

/** Reads `--params FILE.json`. */
export function readParams(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new UsageError(`cannot read the parameters: ${(cause as Error).message}`, {
      remedy: "Give --params a JSON file with one object: the parameters by name.",
      cause,
    });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch (cause) {
    throw new UsageError(`${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
  throw new UsageError(`${file} does not hold an object`, {
    remedy: 'Write the parameters by name, such as { "days": 7 }.',
  });
}

function groupTexts({ texts }: Given): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { name, text } of texts) groups.set(name, [...(groups.get(name) ?? []), text]);
  return groups;
}

function fromText(flow: string, param: Param, texts: string[], isRest: boolean): unknown {
  const [only = "", ...more] = texts;
  const isList = isRest || param.schema.type === "array";
  if (more.length > 0 && !isList) {
    throw new UsageError(`parameter "${param.name}" of ${flow} is given ${texts.length} times`, {
      remedy: `It takes one ${param.type}.`,
    });
  }
  const parsed = more.length > 0 ? list(param.schema, texts) : parseText(param.schema, only);
  return accept(flow, param, parsed, texts.map((text) => JSON.stringify(text)).join(", "));
}

function fromValue(flow: string, param: Param, value: unknown): unknown {
  return accept(flow, param, check(param.schema, value), inspect(value, { breakLength: Infinity }));
}

function accept(flow: string, param: Param, parsed: Parsed, given: string): unknown {
  if ("value" in parsed) return parsed.value;
  const part = parsed.wrongAt ? ` (see ${param.name}${parsed.wrongAt})` : "";
  const shown = given.length > 200 ? `${given.slice(0, 200)}...` : given;
  throw new UsageError(
    `parameter "${param.name}" of ${flow} must be ${expected(param)}, got ${shown}${part}`,
    { remedy: "Nothing was run." },
  );
}

/** The type as written, and what it stands for where the name alone does not say. */
function expected({ type, schema }: Param): string {
  const meaning = nameOf(schema);
  return meaning === type ||
    meaning === "unknown" ||
    !/^[\w.[\]]+$/.test(type) ||
    /^[a-z]/.test(type)
    ? type
    : `${type} (${meaning})`;
}

function missing(flow: string, param: Param): UsageError {
  return new UsageError(
    `${flow} needs parameter "${param.name}" (${expected(param)}), got nothing`,
    {
      remedy: `Give it with -p ${param.name}=VALUE.`,
    },
  );
}

function unknownParameter(flow: string, name: string, names: string[]): UsageError {
  return new UsageError(`${flow} has no parameter "${name}"${didYouMean(name, names)}`, {
    remedy: names.length > 0 ? `Its parameters: ${names.join(", ")}.` : "It takes none.",
  });
}
