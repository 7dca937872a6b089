/** Digests of a task's arguments. Short primitives stand for themselves: most calls need no hashing. */
import { digest, hash } from "ohash";
import { contentsOf, type Provenance, provenanceOf, rebuilt } from "./arguments.js";

const longest = 64;

/**
 * A digest of the arguments in which the results of earlier tasks count by their origin, not by
 * their content: handing on a million rows costs nothing.
 * @param which `former` gives the digest as it was in the run that is retried
 * @param memo digests of big arguments that many calls share
 * @returns undefined where an argument has no digest
 */
export function inputHash(
  args: readonly unknown[],
  which: "digest" | "former",
  memo?: WeakMap<object, string>,
): string | undefined {
  let text = "";
  for (const arg of args) {
    const part = token(arg) ?? objectToken(arg as object, which, memo);
    if (part === undefined) return undefined;
    text += text === "" ? part : `,${part}`;
  }
  return text.length > longest ? digest(text) : text;
}

/** A digest of the arguments by their content. @throws where an argument has none */
export function contentHash(args: readonly unknown[]): string {
  const tokens = args.map(token);
  const text = tokens.includes(undefined) ? hash(args) : tokens.join(",");
  return text.length > longest ? digest(text) : text;
}

function token(value: unknown): string | undefined {
  switch (typeof value) {
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "string":
      return JSON.stringify(value);
    case "boolean":
    case "undefined":
      return String(value);
    case "bigint":
      return `${value}n`;
    default:
      return value === null ? "null" : undefined;
  }
}

function objectToken(
  value: object,
  which: "digest" | "former",
  memo: WeakMap<object, string> | undefined,
): string | undefined {
  const origin = provenanceOf(value);
  if (origin !== undefined) return `^${origin[which]}`;
  const known = memo?.get(value);
  if (known !== undefined) return known;
  try {
    const view = contentsOf([value]).results.length === 0 ? value : withOrigins(value, which);
    const made = `#${hash(view)}`;
    if (typeof value === "object") memo?.set(value, made);
    return made;
  } catch {
    // A proxy, a getter that throws, a handle of the system: it has no digest.
    return undefined;
  }
}

function withOrigins(value: object, which: keyof Pick<Provenance, "digest" | "former">): unknown {
  return rebuilt(value, (part) => {
    const origin = provenanceOf(part);
    return origin && { value: { "millrace result": origin[which] } };
  });
}
