import type { JsonSchema } from "@millrace/protocol";
import { Cron } from "croner";
import { ts } from "ts-morph";
import { secondsOf, spokenSeconds } from "../durations.js";
import type { Found, Rule } from "../rule.js";
import { type Subject, unwrapped } from "../subject.js";
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
      const value = option?.value && unwrapped(option.value);
      const items = value && ts.isArrayLiteralExpression(value) ? value.elements : [value];
      return items.flatMap((item): Schedule[] => {
        const object = item && unwrapped(item);
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
  summary: "A cron expression or a time zone that cannot be read",
  *find(subject) {
    for (const schedule of schedules(subject)) {
      const cron = entry(schedule, "cron");
      const why = cron && cronProblem(literalOption(schedule, "cron"));
      if (cron?.value && why) {
        yield {
          message: `This cron expression cannot be read: ${why}`,
          range: subject.range(cron.value),
        };
      }
      const zone = entry(schedule, "timezone");
      const name = literalOption(schedule, "timezone");
      if (zone?.value && typeof name === "string" && !isTimeZone(name)) {
        yield {
          message: `'${name}' is no time zone: give an IANA name such as 'Europe/Berlin', or 'UTC'.`,
          range: subject.range(zone.value),
        };
      }
    }
  },
};

function cronProblem(cron: unknown): string | undefined {
  if (typeof cron !== "string") return undefined;
  try {
    new Cron(cron, { paused: true });
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return text.replace(/^CronPattern: /, "");
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** MR504 */
export const cronNever: Rule = {
  code: "MR504",
  name: "cron-never",
  severity: "warning",
  summary: "A cron expression that no date matches",
  *find(subject) {
    for (const schedule of schedules(subject)) {
      const cron = entry(schedule, "cron");
      const text = literalOption(schedule, "cron");
      if (!cron?.value || typeof text !== "string" || cronProblem(text)) continue;
      if (new Cron(text, { paused: true }).nextRun()) continue;
      yield {
        message: "No date matches this cron expression: the flow never runs.",
        range: subject.range(cron.value),
      };
    }
  },
};

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
        message: `The schedule of '${flow.definition.label}' gives no value for ${list}: add a default, or params to the schedule.`,
        range: subject.range(object),
        related: missing.map(({ name, location }) => ({
          message: `'${name}' has no default`,
          file: subject.file,
          range: location,
        })),
      };
    }
  },
};

/** The parameters a schedule gives; undefined for none, open where they are computed. */
function paramsOf(schedule: Pick<Schedule, "entries">) {
  const option = entry(schedule, "params") ?? entry(schedule, "parameters");
  const value = option?.value && unwrapped(option.value);
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
