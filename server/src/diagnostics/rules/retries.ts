import type { NodeOptions } from "@millrace/protocol";
import { ts } from "ts-morph";
import { unwrap } from "../../analysis/facts/typescript/unwrap.js";
import type { Site } from "../../analysis/index.js";
import { secondsOf, spokenSeconds } from "../durations.js";
import { replacing } from "../fixes.js";
import type { Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import { entry, literalOption, type OptionsObject, optionsObjects } from "../syntax/options.js";
import { bodyOf, walkAll } from "../syntax/walk.js";
import { plural } from "../wording.js";

/** MR304: delays that no retry uses. */
export const retryDelays: Rule = {
  code: "MR304",
  name: "retry-delays",
  severity: "warning",
  summary: "Retry delays that no retry uses",
  *find(subject) {
    const objects = optionsObjects(subject);
    for (const options of objects) {
      const found = tooMany(subject, options) ?? withoutRetries(subject, options, objects);
      if (found) yield found;
    }
  },
};

function tooMany(subject: Subject, options: OptionsObject): Found | undefined {
  const delay = entry(options, "retryDelay")?.value;
  const retries = literalOption(options, "retries");
  const list = delay && unwrap(delay);
  if (!list || !ts.isArrayLiteralExpression(list) || !Number.isInteger(retries)) return undefined;
  const count = retries as number;
  const { elements } = list;
  if (count < 1 || elements.length <= count || elements.some(ts.isSpreadElement)) return undefined;
  const unused = elements.slice(count);
  const [first, last] = [unused[0], unused.at(-1)];
  if (!first || !last) return undefined;
  const kept = elements.slice(0, count).map((each) => each.getText(subject.source));
  return {
    message: `${plural(elements.length, "delay")} for ${plural(count, "retry", "retries")}: the last ${unused.length === 1 ? "one is" : `${unused.length} are`} never used.`,
    range: subject.spanRange(first.getStart(subject.source), last.end),
    fixes: [
      {
        title: `Keep the first ${plural(count, "delay")}`,
        edits: [replacing(subject, list, `[${kept.join(", ")}]`)],
        preferred: true,
      },
    ],
  };
}

/** A delay or a condition for retries that there are none of. */
function withoutRetries(
  subject: Subject,
  { kind, isOpen, syntax, ...options }: OptionsObject,
  objects: readonly OptionsObject[],
): Found | undefined {
  if (isOpen || kind === "call" || !syntax) return undefined;
  const option = entry(options, "retryDelay") ?? entry(options, "retryIf");
  const retries = entry(options, "retries");
  const isNone = !retries || literalOption(options, "retries") === 0;
  if (!option || !isNone) return undefined;
  // Some call may bring its own number: `t.with({ retries: 3 })`.
  if (objects.some((each) => !each.syntax && entry(each, "retries"))) return undefined;
  return {
    message: `'${option.name}' has no effect: without 'retries' there is no second attempt.`,
    range: subject.range(option.nameNode),
  };
}

/** MR305: a flow that gives up before its task does. */
export const timeoutVersusRetry: Rule = {
  code: "MR305",
  name: "timeout-vs-retry",
  severity: "warning",
  summary: "A flow's timeout is shorter than a task's retries wait",
  *find(subject) {
    for (const { model } of subject.flows) {
      const { timeout } = model.definition.options;
      const at = optionOf(subject, model.definition.exportName, "timeout");
      if (timeout === undefined || !at) continue;
      const slowest = longest(model.sites);
      if (!slowest || slowest.waits < timeout) continue;
      yield {
        message: `The flow ends after ${spokenSeconds(timeout)}, and the retries of '${slowest.site.label}' alone wait ${spokenSeconds(slowest.waits)}: the last of them never runs.`,
        range: subject.range(at),
        related: callOf(subject, slowest.site),
      };
    }
  },
};

function longest(sites: readonly Site[]): { site: Site; waits: number } | undefined {
  return sites
    .filter(({ kind }) => kind === "task" || kind === "map")
    .map((site) => ({ site, waits: waitsOf(site.options) }))
    .sort((a, b) => b.waits - a.waits)[0];
}

/** Seconds that all retries together wait, where the delays are literal. */
function waitsOf({ retries = 0, retryDelay }: NodeOptions): number {
  if (retryDelay === undefined) return 0;
  const delays = Array.isArray(retryDelay) ? retryDelay : [retryDelay];
  let sum = 0;
  for (let attempt = 0; attempt < Math.min(retries, 1000); attempt++) {
    sum += secondsOf(delays[Math.min(attempt, delays.length - 1)]) ?? 0;
  }
  return sum;
}

/** MR306: retries of retries. */
export const retryMultiply: Rule = {
  code: "MR306",
  name: "retry-multiply",
  severity: "information",
  summary: "A flow's retries multiply those of its tasks",
  *find(subject) {
    for (const { model } of subject.flows) {
      const { retries = 0 } = model.definition.options;
      const at = optionOf(subject, model.definition.exportName, "retries");
      const [worst] = model.sites
        .filter(({ kind, options }) => kind === "task" && (options.retries ?? 0) > 0)
        .sort((a, b) => (b.options.retries ?? 0) - (a.options.retries ?? 0));
      if (!worst || retries < 1 || !at) continue;
      const times = (retries + 1) * ((worst.options.retries ?? 0) + 1);
      yield {
        message: `Retries of the flow multiply those of its tasks: '${worst.label}' may run ${times} times.`,
        range: subject.range(at),
        related: callOf(subject, worst),
      };
    }
  },
};

function optionOf(subject: Subject, exportName: string, option: string): ts.Node | undefined {
  const syntax = subject.definitions.find(({ fact }) => fact.name === exportName);
  const object = syntax?.options;
  return object?.properties.find((each) => each.name?.getText(subject.source) === option);
}

function callOf(subject: Subject, site: Site): NonNullable<Found["related"]> {
  const { file, span } = site.location;
  if (file !== subject.file) return [];
  return [
    {
      message: `'${site.label}' is called here`,
      file,
      range: subject.spanRange(span.start, span.end),
    },
  ];
}

const WRITES = /^\s*(insert\s+into|update\s+\S+\s+set|delete\s+from)\b/i;
const SENDERS = new Set(["post", "sendMail", "sendEmail", "sendMessage", "charge"]);

/** MR307: what is tried again may be done twice. */
export const retryEffects: Rule = {
  code: "MR307",
  name: "retry-effects",
  severity: "hint",
  summary: "A retried task has an effect that may happen twice",
  *find(subject) {
    for (const { fact, fn, options } of subject.definitions) {
      const retries = fact.options.find(({ name }) => name === "retries")?.value;
      const body = fn && bodyOf(fn);
      if (!options || !body || typeof retries !== "number" || retries < 1) continue;
      if (/idempoten/i.test(body.getText(subject.source))) continue;
      const effect = firstEffect(body);
      if (!effect) continue;
      yield {
        message: `'${fact.label}' is tried again after a failure, and this may then happen twice: send an idempotency key, or make it harmless to repeat.`,
        range: subject.range(effect),
      };
    }
  },
};

function firstEffect(body: ts.Node): ts.Node | undefined {
  let found: ts.Node | undefined;
  walkAll(body, (node) => {
    if (found) return;
    if (ts.isPropertyAssignment(node) && node.name.getText() === "method") {
      const method = ts.isStringLiteralLike(node.initializer) ? node.initializer.text : "";
      if (/^(post|patch)$/i.test(method)) found = node;
    } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      if (SENDERS.has(node.expression.name.text)) found = node.expression.name;
    } else if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) {
      if (WRITES.test(node.text)) found = node;
    }
  });
  return found;
}
