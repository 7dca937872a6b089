import { inspect } from "node:util";
import leven from "leven";
import { milliseconds } from "../engine/duration.js";
import type { InputOptions } from "./options.js";

const known = ["schema", "prompt", "key", "timeout"];

/** @throws TypeError naming the first option that is unknown or cannot be meant */
export function checkInput(options: unknown): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(
      `input was given ${inspect(options, { depth: 1 })}: give it options, such as { prompt: "Publish it?" }`,
    );
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const near = known.find((one) => leven(name.toLowerCase(), one) <= 2);
    const hint = near === undefined ? `it knows ${known.join(", ")}` : `did you mean \`${near}\`?`;
    throw new TypeError(`input has no option \`${name}\`: ${hint}`);
  }
  const { schema, prompt, key, timeout } = options as InputOptions;
  if (schema !== undefined && !isSchema(schema)) {
    throw wrong(
      "schema",
      schema,
      'a Standard Schema, such as one of zod, or a JSON Schema, such as { type: "number" }',
    );
  }
  if (prompt !== undefined && typeof prompt !== "string") throw wrong("prompt", prompt, "a string");
  if (key !== undefined && (typeof key !== "string" || !/^[\w.-]+$/.test(key))) {
    throw wrong(
      "key",
      key,
      "a word of letters, digits, `.`, `-` and `_`, as it is typed on a command line",
    );
  }
  if (timeout !== undefined && !((milliseconds(timeout) ?? 0) > 0)) {
    throw wrong(
      "timeout",
      timeout,
      'seconds as a number above 0, or a string such as "10m" or "2 days"',
    );
  }
}

function isSchema(schema: unknown): boolean {
  return typeof schema === "function" || (typeof schema === "object" && !Array.isArray(schema));
}

function wrong(option: string, value: unknown, wants: string): TypeError {
  return new TypeError(
    `input option \`${option}\` is ${inspect(value, { depth: 1 })}: give ${wants}`,
  );
}
