/** Errors on their way between threads: copying alone would lose their names and what they carry. */
import { inspect } from "node:util";
import type { PackedError } from "./messages.js";

/** Error objects deeper than that have gone round in a circle. */
const deepestCause = 8;

export function packed(error: unknown, depth = 0): PackedError {
  if (!(error instanceof Error)) {
    const message =
      typeof error === "string" ? error : `${inspect(error, { depth: 2 })} was thrown`;
    return { name: "Error", message, stack: undefined, cause: undefined, more: {} };
  }
  const { name, message, stack, cause, ...own } = error as Error & Record<string, unknown>;
  const more = Object.fromEntries(Object.entries(own).filter(([, value]) => canBeCopied(value)));
  return {
    name,
    message,
    stack: stack === undefined ? undefined : withoutPool(stack),
    cause: cause === undefined || depth > deepestCause ? undefined : packed(cause, depth + 1),
    more,
  };
}

export function unpacked({ name, message, stack, cause, more }: PackedError): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause: unpacked(cause) });
  Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  Object.defineProperty(error, "stack", { value: stack ?? "", configurable: true, writable: true });
  return Object.assign(error, more);
}

/** What calls the task in its thread is not the user's. */
function withoutPool(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => !/[\\/]node_modules[\\/]piscina[\\/]/.test(line))
    .join("\n");
}

function canBeCopied(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
