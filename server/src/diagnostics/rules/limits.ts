import { ts } from "ts-morph";
import { unwrap } from "../../analysis/facts/typescript/unwrap.js";
import { replacing } from "../fixes.js";
import {
  contradict,
  type LimitPlace,
  limitsIn,
  limitsOf,
  type NamedLimit,
  spokenAllowance,
} from "../limits.js";
import type { Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import { entriesOf, entry, literalOption, optionsObjects } from "../syntax/options.js";

/** A limit where its settings are written. */
interface Written extends NamedLimit {
  user: string;
  node: ts.Expression;
}

/** MR308: one name, two meanings. */
export const concurrencyConflict: Rule = {
  code: "MR308",
  name: "concurrency-conflict",
  severity: "warning",
  summary: "Two places say something else of one limit",
  *find(subject) {
    const all = writtenIn(subject);
    // Most files name no limit, and need not be compared with any.
    const elsewhere = all.length === 0 ? [] : otherPlaces(subject);
    const seen: Written[] = [];
    for (const written of all) {
      const here = seen.find((each) => contradict(each, written));
      seen.push(written);
      if (here) yield conflict(subject, written, here, subject.file, subject.range(here.node));
      const other = here ? undefined : elsewhere.find(({ place }) => contradict(place, written));
      if (other) {
        yield conflict(subject, written, other.place, other.file, other.place.option.valueRange);
      }
    }
  },
};

/** Limits with settings, in source order. */
function writtenIn(subject: Subject): Written[] {
  return optionsObjects(subject).flatMap((options) => {
    const value = entry(options, "concurrency")?.value;
    const inner = value && unwrap(value);
    if (!inner) return [];
    const items = ts.isArrayLiteralExpression(inner) ? inner.elements : [inner];
    return items.flatMap((node): Written[] => {
      const object = unwrap(node);
      if (!ts.isObjectLiteralExpression(object)) return [];
      const [limit] = limitsIn(literalObject(object));
      return limit ? [{ ...limit, user: options.definition.label, node }] : [];
    });
  });
}

/** What is literal in an object: a name that is computed must not hide the rest, nor the other way. */
function literalObject(object: ts.ObjectLiteralExpression): Record<string, unknown> {
  const own = entriesOf(object);
  return Object.fromEntries(
    own.entries.map(({ name }) => [name, literalOption(own, name)] as const),
  );
}

function otherPlaces({ codebase, file }: Subject): { file: string; place: LimitPlace }[] {
  return codebase.files
    .filter((each) => each !== file)
    .flatMap((each) => {
      const facts = codebase.analyzer.facts(each);
      return facts ? limitsOf(facts).map((place) => ({ file: each, place })) : [];
    });
}

function conflict(
  subject: Subject,
  written: Written,
  other: NamedLimit & { user?: string },
  file: string,
  range: Found["range"],
): Found {
  const whose = other.user === undefined ? "the configuration" : `'${other.user}'`;
  return {
    message: `The limit '${written.name}' is ${spokenAllowance(written)} here and ${spokenAllowance(other)} in ${whose}: whichever is read second is refused. Say it in one place, and give only the name in the others.`,
    range: subject.range(written.node),
    related: [{ message: `'${written.name}' is ${spokenAllowance(other)} here`, file, range }],
    fixes: [
      {
        title: `Give only the name '${written.name}'`,
        edits: [replacing(subject, written.node, JSON.stringify(written.name))],
        preferred: true,
      },
    ],
  };
}
