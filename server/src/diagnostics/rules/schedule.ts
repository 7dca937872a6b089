import type { JsonSchema } from "@millrace/protocol";
import {
  cronProblem,
  datesOf,
  isZone,
  machineZone,
  ruleProblem,
  ruleZone,
  type TextProblem,
} from "@millrace/schedules";
import { ts } from "ts-morph";
import { unwrap } from "../../analysis/facts/typescript/unwrap.js";
import { secondsOf, spokenSeconds } from "../durations.js";
import { inserting, replacing } from "../fixes.js";
import { nearest } from "../nearest.js";
import type { Fix, Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import {
  entriesOf,
  entry,
  literalOption,
  type OptionEntry,
  type OptionsObject,
  optionsObjects,
} from "../syntax/options.js";
import { unstableIn } from "../unstable.js";

/** One schedule of a flow, as written. */
interface Schedule {
  flow: OptionsObject;
  isOpen: boolean;
  entries: OptionEntry[];
  object: ts.ObjectLiteralExpression;
}

function schedules(subject: Subject): Schedule[] {
  return optionsObjects(subject).flatMap((flow): Schedule[] => {
    if (flow.kind !== "flow") return [];
    const written = [entry(flow, "schedule"), entry(flow, "schedules")];
    return written.flatMap((option) => {
      const value = option?.value && unwrap(option.value);
      const items = value && ts.isArrayLiteralExpression(value) ? value.elements : [value];
      return items.flatMap((item): Schedule[] => {
        const object = item && unwrap(item);
        return object && ts.isObjectLiteralExpression(object)
          ? [{ flow, object, ...entriesOf(object) }]
          : [];
      });
    });
  });
}

/** MR303 */
export const badCron: Rule = {
  code: "MR303",
  name: "bad-cron",
  severity: "error",
  summary: "A cron expression, a recurrence rule or a time zone that cannot be read",
  *find(subject) {
    for (const schedule of schedules(subject)) {
      yield* unread(subject, schedule, "cron", "cron expression", cronProblem);
      yield* unread(subject, schedule, "rrule", "rule", ruleProblem);
      const zone = entry(schedule, "timezone");
      const name = literalOption(schedule, "timezone");
      if (zone?.value && typeof name === "string" && !isZone(name)) {
        yield noZone(subject, zone.value, name);
      }
    }
  },
};

function* unread(
  subject: Subject,
  schedule: Schedule,
  option: string,
  what: string,
  problemOf: (text: string) => TextProblem | undefined,
): Iterable<Found> {
  const node = entry(schedule, option)?.value;
  const text = literalOption(schedule, option);
  // What is no text at all, or an empty one, is for MR302.
  const problem = typeof text === "string" && text.trim() !== "" ? problemOf(text) : undefined;
  if (!node || !problem) return;
  yield {
    message: `This ${what} cannot be read: ${problem.message}.`,
    range: inside(subject, node, text as string, problem),
  };
}

/** The part of a literal, where the text stands in it as it is. */
function inside(subject: Subject, node: ts.Expression, text: string, { start, end }: TextProblem) {
  const from = unwrap(node).getStart(subject.source) + 1;
  const isPlain = subject.text.startsWith(text, from);
  const isWhole = start === 0 && end === text.length;
  return isPlain && !isWhole ? subject.spanRange(from + start, from + end) : subject.range(node);
}

function noZone(subject: Subject, node: ts.Expression, name: string): Found {
  const near = nearest(name.replaceAll(" ", "_"), zones());
  const hint = near
    ? `Did you mean '${near}'?`
    : "Give an IANA name such as 'Europe/Berlin', or 'UTC'.";
  return {
    message: `'${name}' is no time zone. ${hint}`,
    range: subject.range(node),
    fixes: near
      ? [
          {
            title: `Change to '${near}'`,
            edits: [replacing(subject, node, JSON.stringify(near))],
            preferred: true,
          },
        ]
      : [],
  };
}

/** Whole names and their cities: `Berlin` is meant as `Europe/Berlin`. */
function zones(): string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone")];
}

/** MR504 */
export const cronNever: Rule = {
  code: "MR504",
  name: "cron-never",
  severity: "warning",
  summary: "A schedule that has no next date",
  *find(subject) {
    for (const schedule of schedules(subject)) {
      for (const option of ["cron", "rrule"] as const) {
        const at = entry(schedule, option)?.value;
        const text = literalOption(schedule, option);
        if (!at || typeof text !== "string" || mayCome(schedule, option, text)) continue;
        const range = subject.range(at);
        yield isOver(text)
          ? {
              message: "The last date of this has passed: the flow does not run by it any more.",
              range,
            }
          : {
              message: "No day is like that: the flow never runs, and the file will not load.",
              range,
              severity: "error",
            };
      }
    }
  },
};

/** A rule may have an end, and stay in the source after it. */
function isOver(text: string): boolean {
  return /COUNT=|UNTIL=/i.test(text) || /\s\d{4}\s*$/.test(text);
}

/** Also of what cannot be read: that is MR303's. */
function mayCome(schedule: Schedule, option: "cron" | "rrule", text: string): boolean {
  const said = literalOption(schedule, "timezone");
  const timezone = typeof said === "string" ? said : undefined;
  try {
    const timing =
      option === "cron"
        ? { cron: text, timezone: timezone ?? machineZone() }
        : { rrule: text, timezone: ruleZone(text, timezone) };
    return datesOf(timing).after(Date.now()) !== undefined;
  } catch {
    return true;
  }
}

/** MR501 */
export const scheduleNeedsDefaults: Rule = {
  code: "MR501",
  name: "schedule-needs-defaults",
  severity: "error",
  summary: "A scheduled flow needs a parameter that nobody gives",
  *find(subject) {
    for (const { flow, object, entries, isOpen } of schedules(subject)) {
      const given = paramsOf({ entries });
      if (isOpen || given?.isOpen || !flow.syntax?.fn) continue;
      const names = given?.entries.map(({ name }) => name) ?? [];
      const missing = flow.definition.params.filter(
        ({ name, required }) =>
          required && /^[\p{ID_Start}$_]/u.test(name) && !names.includes(name),
      );
      if (missing.length === 0) continue;
      const list = missing.map(({ name }) => `'${name}'`).join(", ");
      yield {
        message: `The schedule of '${flow.definition.label}' gives no value for ${list}: add a default, or 'parameters' to the schedule.`,
        range: subject.range(object),
        fixes: giving(subject, object, entries, missing),
        related: missing.map(({ name, location }) => ({
          message: `'${name}' has no default`,
          file: subject.file,
          range: location,
        })),
      };
    }
  },
};

/** Puts the missing parameters into the schedule, each with a value of its type to begin with. */
function giving(
  subject: Subject,
  object: ts.ObjectLiteralExpression,
  entries: readonly OptionEntry[],
  missing: OptionsObject["definition"]["params"],
): Fix[] {
  const values = missing.map(({ name, schema }) => `${name}: ${beginning(schema)}`).join(", ");
  const given = entries.find(({ name }) => name === "parameters")?.value;
  const inner = given && unwrap(given);
  const target = inner && ts.isObjectLiteralExpression(inner) ? inner : object;
  const text = target === object ? `parameters: { ${values} }` : values;
  const last = target.properties.at(-1);
  const edit = last
    ? inserting(subject, last.end, `, ${text}`)
    : replacing(subject, target, `{ ${text} }`);
  const names = missing.map(({ name }) => `'${name}'`).join(", ");
  return [{ title: `Give ${names} in the schedule`, edits: [edit], preferred: true }];
}

function beginning({ type, enum: values }: JsonSchema): string {
  if (Array.isArray(values) && values.length > 0) return JSON.stringify(values[0]);
  switch (type) {
    case "number":
    case "integer":
      return "0";
    case "boolean":
      return "false";
    case "array":
      return "[]";
    case "object":
      return "{}";
    default:
      return '""';
  }
}

/** The parameters a schedule gives; undefined for none, open where they are computed. */
function paramsOf(schedule: Pick<Schedule, "entries">) {
  const option = entry(schedule, "parameters");
  const value = option?.value && unwrap(option.value);
  if (!option) return undefined;
  return value && ts.isObjectLiteralExpression(value)
    ? entriesOf(value)
    : { isOpen: true, entries: [] };
}

/** MR502 */
export const scheduleParams: Rule = {
  code: "MR502",
  name: "schedule-params",
  severity: "error",
  summary: "A schedule gives a parameter a value of the wrong type, or one the flow does not have",
  *find(subject) {
    for (const schedule of schedules(subject)) {
      const { params } = schedule.flow.definition;
      if (!schedule.flow.syntax?.fn || params.some(({ name }) => name.startsWith("{"))) continue;
      for (const given of paramsOf(schedule)?.entries ?? []) {
        const found = misfit(subject, given, params);
        if (found) yield found;
      }
    }
  },
};

function misfit(
  subject: Subject,
  { name, nameNode, value, literal }: OptionEntry,
  params: OptionsObject["definition"]["params"],
): Found | undefined {
  const param = params.find((each) => each.name === name);
  if (!param) {
    const known = params.map((each) => each.name).join(", ") || "none";
    return {
      message: `The flow has no parameter '${name}': it has ${known}.`,
      range: subject.range(nameNode),
    };
  }
  if (!value || literal.kind !== "value" || fits(param.schema, literal.value)) return undefined;
  return {
    message: `'${name}' is ${value.getText(subject.source)}, which does not fit ${param.type}.`,
    range: subject.range(value),
  };
}

/** Whether a literal may be what a plain schema says; anything not plain may. */
function fits(schema: JsonSchema, value: unknown): boolean {
  if (Array.isArray(schema.enum)) return schema.enum.includes(value);
  if (value === null || schema.anyOf || schema.oneOf) return true;
  switch (schema.type) {
    case "string":
      return typeof value === "string";
    case "number":
    case "integer":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "array":
      return Array.isArray(value);
    default:
      return true;
  }
}

/** MR503 */
export const overlap: Rule = {
  code: "MR503",
  name: "overlap",
  severity: "information",
  summary: "A flow may take longer than the time between its runs",
  *find(subject) {
    for (const schedule of schedules(subject)) {
      const every = secondsOf(literalOption(schedule, "every"));
      const timeout = secondsOf(literalOption(schedule.flow, "timeout"));
      const at = entry(schedule, "every");
      if (every === undefined || timeout === undefined || timeout <= every || !at) continue;
      if (entry(schedule, "overlap") || schedule.isOpen) continue;
      yield {
        message: `Runs start every ${spokenSeconds(every)} but may take ${spokenSeconds(timeout)}: they may overlap. Say what then with 'overlap'.`,
        range: subject.range(at.property),
      };
    }
  },
};

/** MR505 */
export const defaultAtLoad: Rule = {
  code: "MR505",
  name: "default-at-load",
  severity: "warning",
  summary: "A schedule's parameter is computed once, when the file is loaded",
  *find(subject) {
    for (const schedule of schedules(subject)) {
      for (const { name, value } of paramsOf(schedule)?.entries ?? []) {
        const unstable = value && !ts.isFunctionLike(value) ? unstableIn(value) : undefined;
        if (!unstable) continue;
        yield {
          message: `\`${unstable.getText(subject.source)}\` is fixed when the file is loaded: every scheduled run gets the same '${name}'. Compute it in the flow.`,
          range: subject.range(unstable),
        };
      }
    }
  },
};
