import { ts } from "ts-morph";
import { literalValue } from "../../analysis/facts/typescript/literals.js";
import { unwrap } from "../../analysis/facts/typescript/unwrap.js";
import type { Edit, Fix, Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import { entry, optionsObjects } from "../syntax/options.js";
import { isFunctionLiteral, methodCall } from "../syntax/walk.js";

interface WaitList {
  /** What stands after `waitFor:`, or the arguments of `waitFor(...)`. */
  elements: readonly ts.Expression[];
  /** The call that waits: `t.with({ waitFor: [a] })(x)`. */
  call: ts.CallExpression | undefined;
}

/** MR112 */
export const waitNotFuture: Rule = {
  code: "MR112",
  name: "wait-not-future",
  severity: "error",
  summary: "waitFor is given something that is no future",
  *find(subject) {
    for (const options of optionsObjects(subject)) {
      const value = options.kind === "call" ? entry(options, "waitFor")?.value : undefined;
      const list = value && unwrap(value);
      if (list && (isNoList(list) || isOneFuture(subject, list))) {
        yield {
          message: "waitFor takes a list of futures: put this in brackets.",
          range: subject.range(list),
        };
      }
    }
    for (const { elements } of waitLists(subject)) {
      for (const element of elements) yield* notFuture(subject, element);
    }
  },
};

function isNoList(node: ts.Expression): boolean {
  return isLiteral(node) && !ts.isArrayLiteralExpression(node);
}

/** A mapped task's future is a list of futures as well. */
function isOneFuture(subject: Subject, node: ts.Expression): boolean {
  const sighting = subject.sighting(node);
  if (!sighting?.isFuture || !sighting.isPromise) return false;
  return [...sighting.sites].every(({ kind }) => kind === "task" || kind === "flow");
}

function* notFuture(subject: Subject, element: ts.Expression): Iterable<Found> {
  const node = unwrap(element);
  if (isLiteral(node)) {
    yield {
      message: `waitFor takes futures; this is ${node.getText(subject.source).slice(0, 40)}.`,
      range: subject.range(element),
    };
  } else if (subject.sighting(element)?.isResult) {
    yield {
      message:
        "waitFor takes futures; this is the result that was awaited already, so there is nothing left to wait for. Pass the future, or leave it out.",
      range: subject.range(element),
    };
  }
}

function isLiteral(node: ts.Expression): boolean {
  return literalValue(node).known || isFunctionLiteral(node);
}

/** MR111 */
export const redundantWait: Rule = {
  code: "MR111",
  name: "redundant-wait",
  severity: "hint",
  summary: "waitFor names a future that is an argument too",
  *find(subject) {
    for (const { elements, call } of waitLists(subject)) {
      const [site] = call ? subject.sitesAt(call) : [];
      if (!site) continue;
      for (const element of elements) {
        const sighting = subject.sighting(element);
        const [source, ...others] = sighting?.isFuture ? sighting.sites : [];
        if (!source || others.length > 0) continue;
        const isInput = site.incoming
          .get(source)
          ?.some(({ kind, certain, back }) => kind === "data" && certain.times > 0 && !back);
        if (!isInput) continue;
        yield {
          message: `'${site.label}' takes the result of '${source.label}' and so waits for it anyway.`,
          range: subject.range(element),
          fixes: [without(subject, element, elements)],
        };
      }
    }
  },
};

function without(subject: Subject, element: ts.Expression, all: readonly ts.Expression[]): Fix {
  const index = all.indexOf(element);
  const start = index > 0 ? (all[index - 1]?.end ?? element.pos) : element.getStart(subject.source);
  const next = all[index + 1];
  const end = index === 0 && next ? next.getStart(subject.source) : element.end;
  const edit: Edit = { file: subject.file, range: subject.spanRange(start, end), text: "" };
  return { title: "Do not wait for it twice", edits: [edit], preferred: true };
}

/** Both ways to write what a call waits for. */
function waitLists(subject: Subject): WaitList[] {
  const lists: WaitList[] = [];
  for (const node of subject.nodes(ts.SyntaxKind.CallExpression)) {
    const found = methodCall(node);
    const [argument] = found?.call.arguments ?? [];
    if (found?.method !== "with" || !argument || !subject.definitionOf(found.object)) continue;
    const { parent } = node;
    const call = ts.isCallExpression(parent) && parent.expression === node ? parent : undefined;
    const options = unwrap(argument);
    if (ts.isObjectLiteralExpression(options)) {
      for (const property of options.properties) {
        if (!ts.isPropertyAssignment(property) || property.name.getText() !== "waitFor") continue;
        const list = unwrap(property.initializer);
        if (ts.isArrayLiteralExpression(list)) lists.push({ elements: plain(list.elements), call });
      }
    } else if (ts.isCallExpression(options) && options.expression.getText() === "waitFor") {
      lists.push({ elements: plain(options.arguments), call });
    }
  }
  return lists;
}

function plain(elements: readonly ts.Expression[]): ts.Expression[] {
  return elements.filter((each) => !ts.isSpreadElement(each) && !ts.isOmittedExpression(each));
}
