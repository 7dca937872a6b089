import type { RunEvent } from "@millrace/protocol";

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const number: Check = (value) => typeof value === "number";
const list: Check = Array.isArray;
const object: Check = (value) => typeof value === "object" && value !== null;
const may =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

function shape(fields: Record<string, Check>): Check {
  const checks = Object.entries(fields);
  return (value) =>
    object(value) &&
    checks.every(([name, check]) => check((value as Record<string, unknown>)[name]));
}

const state = shape({ type: text, name: text });
const error = shape({ name: text, message: text, stack: list });

/** What whoever reads an event of this type relies on. */
const EVENTS: { readonly [Type in RunEvent["type"]]: Check } = {
  "run-started": shape({ flow: text, file: text, params: object }),
  "task-state": shape({
    ...{ task: text, name: text, state, attempt: number, upstream: list },
    ...{ node: may(text), via: may(list), map: may(shape({ index: number, of: number })) },
    ...{ error: may(error), reason: may(text) },
  }),
  log: shape({ level: text, message: text, task: may(text), source: may(object) }),
  progress: shape({ task: text, done: number, total: may(number), message: may(text) }),
  "run-state": shape({ state }),
  "input-requested": shape({ request: shape({ id: text }) }),
  "input-settled": shape({ request: text }),
  "run-finished": shape({ state, counts: object, error: may(error) }),
};

const named = shape({ run: text, seq: Number.isInteger, time: number });

/** The line as an event, or undefined where it is something else. */
export function parseEvent(line: string): RunEvent | undefined {
  try {
    const event: unknown = JSON.parse(line);
    return named(event) && isEvent(event as RunEvent) ? (event as RunEvent) : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(event: RunEvent): boolean {
  return Object.hasOwn(EVENTS, event.type) && EVENTS[event.type](event);
}
