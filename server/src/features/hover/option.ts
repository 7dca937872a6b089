import { ts } from "ts-morph";
import { secondsOf } from "../../diagnostics/durations.js";
import { spanOf } from "../ago.js";
import type { Codebase, Defined } from "../codebase.js";
import { nameOf, type OptionsAt } from "../options/at.js";
import { optionDocs } from "../options/catalogue.js";
import { expressionOf, isFunction, literalOf } from "../options/expression.js";
import { settingsOf } from "../options/settings.js";
import { appearances, neighbours } from "../relatives.js";
import { describeConcurrency, describeFiles, describeThread } from "./resources.js";
import { describeRetries } from "./retries.js";
import { describeCron, describeInterval, describeRule } from "./schedule.js";

/** What an option does with the value it has here, as lines of Markdown. */
export function describeOption(
  at: OptionsAt,
  file: string,
  codebase: Codebase,
  now: Date,
): string[] {
  const [option = "", ...inner] = at.path;
  const schedule = describeSchedule(at, now);
  if (schedule) return schedule;
  if (at.kind === "config") {
    const isLimit = option === "limits" && inner[0] !== undefined;
    return isLimit
      ? describeConcurrency(inner[0], "task", codebase)
      : [documentation(at)].filter(Boolean);
  }
  const settings = settingsOf(at);
  const text = settings.get(option);
  switch (option) {
    case "retries":
    case "retryDelay":
    case "retryIf":
      return [...describeRetries(settings), ...describeEnd(at.defined, codebase)];
    case "timeout":
      return [...describeTimeout(text, settings), ...describeEnd(at.defined, codebase)];
    case "cache":
      return describeCache(text, inner[0]);
    case "concurrency":
      return describeConcurrency(
        literalOf(expressionOf(text ?? "")) ?? evaluatedConcurrency(at, codebase),
        at.kind === "flow" ? "flow" : "task",
        codebase,
      );
    case "files":
      return describeFiles(text, at.defined, at.defined?.file ?? file, codebase);
    case "runIn":
      return describeThread(text);
    case "optional":
      return [
        literalOf(expressionOf(text ?? "")) === true
          ? "A failure of this task does not fail the flow; tasks that need its result do not start."
          : documentation(at),
      ];
    case "runName":
      return describeRunName(at, text);
    default:
      return at.path.length > 0 ? [documentation(at)].filter(Boolean) : [];
  }
}

function documentation({ kind, call, path }: OptionsAt): string {
  let docs = optionDocs(kind, call);
  let doc = "";
  for (const name of path) {
    const found = docs.find((one) => one.name === name);
    if (!found) return "";
    doc = `\`${found.name}: ${found.type}\`\n\n${found.doc}`;
    docs = found.inner ?? [];
  }
  return doc;
}

/** Who is affected when all attempts have failed. */
function describeEnd(defined: Defined | undefined, codebase: Codebase): string[] {
  if (!defined || defined.fact.kind === "flow") return [];
  const lines = appearances(defined.key, codebase).flatMap((appearance) => {
    const after = neighbours(appearance, "downstream");
    if (after.length === 0) return [];
    const names = after.map((label) => `\`${label}\``).join(", ");
    return [`- in \`${appearance.flow.name}\`: ${names}`];
  });
  return lines.length === 0
    ? []
    : [`If the last attempt fails, these do not start:\n${lines.join("\n")}`];
}

/** What a constant, or a function that is followed, makes of it. */
function evaluatedConcurrency({ call, defined }: OptionsAt, codebase: Codebase): unknown {
  if (call === "with" || !defined) return undefined;
  const { definitions = [] } = codebase.source(defined.file)?.analysis ?? {};
  return definitions.find(({ key }) => key === defined.key)?.concurrency;
}

function describeTimeout(text: string | undefined, settings: ReadonlyMap<string, string>) {
  const seconds = text === undefined ? undefined : secondsOf(literalOf(expressionOf(text)));
  if (seconds === undefined) return ["One attempt may take as long as this says when it loads."];
  const retries = Number(literalOf(expressionOf(settings.get("retries") ?? "0")));
  const again =
    retries > 0
      ? ` It is tried again: up to ${retries + 1} attempts, at most ${spanOf(seconds * (retries + 1))} of running.`
      : "";
  return [
    `An attempt that takes longer than **${spanOf(seconds)}** ends as \`TimedOut\`, and \`runtime().signal\` aborts.${again}`,
  ];
}

function describeCache(text: string | undefined, inner: string | undefined): string[] {
  const expression = expressionOf(text ?? "");
  const value = literalOf(expression);
  if (value === false) return ["Computed anew in every run."];
  const settings = new Map<string, string>();
  if (expression && ts.isObjectLiteralExpression(expression)) {
    for (const each of expression.properties) {
      if (ts.isPropertyAssignment(each))
        settings.set(nameOf(each.name), each.initializer.getText());
    }
  }
  const key = settings.get("key");
  const same = isFunction(expression)
    ? "the key it gives is the same"
    : key === undefined
      ? "its arguments and its source are the same"
      : "its `key` is the same";
  const seconds = secondsOf(literalOf(expressionOf(settings.get("expires") ?? "")));
  const good = seconds === undefined ? "for ever" : `for ${spanOf(seconds)}`;
  const refresh =
    inner === "refresh" || settings.get("refresh") === "true"
      ? ["With `refresh`, it is computed anew and the new result kept."]
      : [];
  return [
    `The result is taken over from an earlier run while ${same} (\`Cached\`). It stays good ${good}.`,
    ...refresh,
  ];
}

function describeRunName({ defined }: OptionsAt, text: string | undefined): string[] {
  const template = literalOf(expressionOf(text ?? ""));
  if (typeof template !== "string") return [];
  const names = [...template.matchAll(/\{([^{}.]+)[^{}]*\}/g)].map(([, name]) => name ?? "");
  const params = defined?.fact.params ?? [];
  const unknown = defined ? names.filter((name) => !params.some((one) => one.name === name)) : [];
  return [
    `Each run is named \`${template}\`, with its parameters filled in.`,
    ...unknown.map((name) => `\`${name}\` is not a parameter.`),
  ];
}

/** The options of a schedule that say when; the others have a documentation of their own. */
const TIMES = new Set(["cron", "every", "rrule", "timezone", "anchor"]);

/** `schedule: { cron, timezone }`, `{ every, anchor }`, or a list of them. */
function describeSchedule({ path, innermost }: OptionsAt, now: Date): string[] | undefined {
  if (path[0] !== "schedule" && path[0] !== "schedules") return undefined;
  if (path[1] !== undefined && !TIMES.has(path[1])) return undefined;
  const read = (name: string): unknown => {
    const found = innermost.properties.find(
      (each): each is ts.PropertyAssignment =>
        ts.isPropertyAssignment(each) && nameOf(each.name) === name,
    );
    return literalOf(found?.initializer);
  };
  const [cron, every, rrule, said] = ["cron", "every", "rrule", "timezone"].map(read);
  const timezone = typeof said === "string" ? said : undefined;
  if (typeof cron === "string") return describeCron(cron, timezone, now);
  if (typeof rrule === "string") return describeRule(rrule, timezone, now);
  if (every === undefined) return undefined;
  const anchor = innermost.properties.some(({ name }) => name && nameOf(name) === "anchor");
  return describeInterval(every, anchor ? (read("anchor") ?? Number.NaN) : undefined, now);
}
