import type { ts } from "ts-morph";
import { replacing } from "../fixes.js";
import { nearest } from "../nearest.js";
import { type ChooseRules, NESTED, type NestedRules } from "../nested-options.js";
import { OPTIONS, type OptionRule } from "../options-table.js";
import type { Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import {
  configObject,
  entriesOf,
  type OptionEntry,
  type OptionsKind,
  type OptionsObject,
  objectsOption,
  optionsObjects,
} from "../syntax/options.js";

const WHAT: Record<OptionsKind, string> = {
  task: "task",
  flow: "flow",
  call: "with",
  config: "defineConfig",
};

interface Checked {
  entry: OptionEntry;
  /** Names the option: `cache.expires`. */
  path: string;
  rules: Record<string, OptionRule>;
  what: string;
}

/** Every option written in the file, those in the objects that options hold included. */
function* options(subject: Subject): Iterable<Checked> {
  for (const found of written(subject)) {
    const what = WHAT[found.kind];
    for (const entry of found.entries) {
      yield { entry, path: entry.name, rules: OPTIONS[found.kind], what };
    }
    for (const { option, entries, rules } of nested(found, NESTED[found.kind])) {
      for (const entry of entries) {
        yield { entry, path: `${option}.${entry.name}`, rules: rules.options, what };
      }
    }
  }
}

type Written = Pick<OptionsObject, "kind" | "entries">;

function written(subject: Subject): Written[] {
  const config = configObject(subject);
  return [
    ...optionsObjects(subject),
    ...(config ? [{ kind: "config" as const, ...entriesOf(config) }] : []),
  ];
}

/** An object that an option holds, and what may be in it. */
interface Nested {
  /** Names the option: `alerts.to`. */
  option: string;
  object: ts.ObjectLiteralExpression;
  entries: OptionEntry[];
  isOpen: boolean;
  rules: NestedRules;
}

function* nested(
  options: Pick<OptionsObject, "entries">,
  choices: Readonly<Record<string, ChooseRules>>,
  path = "",
): Iterable<Nested> {
  for (const [name, rulesFor] of Object.entries(choices)) {
    const option = path + name;
    for (const object of objectsOption(options, name)) {
      const own = entriesOf(object);
      const rules = rulesFor(own.entries.map((each) => each.name));
      yield { option, object, rules, ...own };
      yield* nested(own, rules.nested ?? {}, `${option}.`);
    }
  }
}

/** MR301 */
export const unknownOption: Rule = {
  code: "MR301",
  name: "unknown-option",
  severity: "error",
  summary: "An option that a task, flow or call does not have",
  *find(subject) {
    for (const { entry, path, rules, what } of options(subject)) {
      if (Object.hasOwn(rules, entry.name)) continue;
      const names = Object.keys(rules);
      // `retry: 3` means retries, not retryIf: the value tells.
      const suitable = names.filter((name) => rules[name]?.accepts(entry.literal));
      const near = nearest(entry.name, suitable) ?? nearest(entry.name, names);
      const hint = near ? `Did you mean '${near}'?` : `It knows ${names.join(", ")}.`;
      yield {
        message: `${what} has no option '${path}'. ${hint} The file will not load.`,
        range: subject.range(entry.nameNode),
        fixes: near
          ? [
              {
                title: `Change to '${near}'`,
                edits: [replacing(subject, entry.nameNode, renamed(entry, near))],
                preferred: true,
              },
            ]
          : [],
      };
    }
  },
};

/** A shorthand `retrys` is the value's name as well: that stays. */
function renamed({ property, nameNode }: OptionEntry, near: string): string {
  const isShorthand = property.end === nameNode.end;
  return isShorthand ? `${near}: ${nameNode.getText()}` : near;
}

/** MR302 */
export const badValue: Rule = {
  code: "MR302",
  name: "bad-value",
  severity: "error",
  summary: "An option's value that the runtime refuses",
  *find(subject) {
    yield* refused(subject, false);
    const objects = written(subject).flatMap((found) => [...nested(found, NESTED[found.kind])]);
    for (const { option, object, rules, isOpen, entries } of objects) {
      const why = isOpen ? undefined : rules.whole?.(entries.map(({ name }) => name));
      if (!why) continue;
      yield {
        message: `'${option}' cannot be meant so. ${why} The file will not load.`,
        range: subject.range(object),
      };
    }
  },
};

/** MR310 */
export const hookSignature: Rule = {
  code: "MR310",
  name: "hook-signature",
  severity: "error",
  summary: "A hook that is no function",
  find: (subject) => refused(subject, true),
};

function* refused(subject: Subject, hooks: boolean): Iterable<Found> {
  for (const { entry, path, rules, what } of options(subject)) {
    const rule = Object.hasOwn(rules, entry.name) ? rules[entry.name] : undefined;
    const { literal, value, property } = entry;
    // What a call waits for has a rule of its own (MR112).
    if (!rule || entry.name === "waitFor" || (rule.isHook ?? false) !== hooks) continue;
    if (literal.kind === "unknown" || rule.accepts(literal)) continue;
    const given = value ? value.getText(subject.source) : "a method";
    yield {
      message: hooks
        ? `'${path}' must be a function (event) => ...; this is ${short(given)}. The file will not load.`
        : `${what} option '${path}' is ${short(given)}: give ${rule.wants}. The file will not load.`,
      range: subject.range(value ?? property),
    };
  }
}

function short(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
