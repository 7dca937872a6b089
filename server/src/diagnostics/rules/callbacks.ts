import { ts } from "ts-morph";
import { inserting, replacing, textOf } from "../fixes.js";
import type { Fix, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import {
  isAsync,
  isFunctionLiteral,
  isWithin,
  mayAwait,
  methodCall,
  walkAll,
  walkOwn,
} from "../syntax/walk.js";
import { named } from "../wording.js";

/** MR206: an async callback that forEach does not wait for. */
export const asyncForEach: Rule = {
  code: "MR206",
  name: "async-foreach",
  severity: "error",
  summary: "forEach ignores the promises of an async callback",
  *find(subject) {
    for (const { found, callback } of listCalls(subject, ["forEach"])) {
      if (!isFunctionLiteral(callback) || !isAsync(callback)) continue;
      const sites = sitesIn(subject, callback);
      if (sites.length === 0) continue;
      yield {
        message: `forEach ignores the promises of its callback: nothing waits for ${named(sites)}, and a failure there ends the process.`,
        range: subject.range(found.name),
        fixes: [...asLoop(subject, found, callback), ...asMap(subject, found)],
      };
    }
  },
};

type Method = NonNullable<ReturnType<typeof methodCall>>;

/** Calls of methods of a list, and what they are given to call for each item. */
function* listCalls(
  subject: Subject,
  methods: readonly string[],
): Iterable<{ found: Method; callback: ts.Expression }> {
  for (const node of subject.nodes(ts.SyntaxKind.CallExpression)) {
    const found = methodCall(node);
    const [callback] = found?.call.arguments ?? [];
    if (found && callback && methods.includes(found.method)) yield { found, callback };
  }
}

function sitesIn(subject: Subject, node: ts.Node | undefined) {
  if (!node) return [];
  const start = node.getStart(subject.source);
  return subject.sites.filter(
    ({ location: { span } }) => span.start >= start && span.end <= node.end,
  );
}

/** `for (const x of xs) { ... }`, where the callback is a plain block of one parameter. */
function asLoop(
  subject: Subject,
  { call, object }: Method,
  callback: ts.ArrowFunction | ts.FunctionExpression,
): Fix[] {
  const [parameter, ...others] = callback.parameters;
  const { body } = callback;
  if (!ts.isExpressionStatement(call.parent) || !mayAwait(call)) return [];
  if (!parameter || others.length > 0 || parameter.initializer || !ts.isBlock(body)) return [];
  let returns = false;
  walkOwn(body, (node) => {
    if (ts.isReturnStatement(node)) returns = true;
  });
  if (returns) return [];
  const head = `for (const ${textOf(subject, parameter.name)} of ${textOf(subject, object)}) `;
  const edit = replacing(subject, call.parent, head + textOf(subject, body));
  return [{ title: "One after the other: for...of", edits: [edit], preferred: true }];
}

function asMap(subject: Subject, { call, name }: Method): Fix[] {
  if (!ts.isExpressionStatement(call.parent) || !mayAwait(call)) return [];
  const start = call.getStart(subject.source);
  return [
    {
      title: "All at once: await Promise.all(...map(...))",
      edits: [
        inserting(subject, start, "await Promise.all("),
        replacing(subject, name, "map"),
        inserting(subject, call.end, ")"),
      ],
    },
  ];
}

/** MR213: a task handed to `map` gets the index and the whole list as inputs too. */
export const indexLeak: Rule = {
  code: "MR213",
  name: "index-leak",
  severity: "warning",
  summary: "A list method passes the index and the list to a task",
  *find(subject) {
    for (const { found, callback } of listCalls(subject, ["map", "flatMap", "forEach"])) {
      if (!ts.isIdentifier(callback) && !ts.isPropertyAccessExpression(callback)) continue;
      const site = subject
        .sitesAt(found.call)
        .find(({ kind }) => kind === "task" || kind === "flow");
      const definition = site && subject.definitionOf(callback);
      if (!definition) continue;
      const name = textOf(subject, callback);
      const fixes: Fix[] = [
        {
          title: `Pass the item only: (item) => ${name}(item)`,
          edits: [replacing(subject, callback, `(item) => ${name}(item)`)],
          preferred: true,
        },
      ];
      if (found.method === "map" && definition.kind === "task") {
        fixes.push({
          title: `Map the task: ${name}.map(...)`,
          edits: [replacing(subject, found.call, `${name}.map(${textOf(subject, found.object)})`)],
        });
      }
      yield {
        message: `\`${found.method}(${name})\` passes the index and the whole list to '${definition.label}' as well: they become inputs of every task run and part of its cache key.`,
        range: subject.range(callback),
        fixes,
      };
    }
  },
};

/** MR211: a task started from a timer or an event, which no one waits for. */
export const detachedTask: Rule = {
  code: "MR211",
  name: "detached-task",
  severity: "warning",
  summary: "A task starts in a timer or an event handler that nothing waits for",
  *find(subject) {
    for (const node of subject.nodes<ts.CallExpression>(ts.SyntaxKind.CallExpression)) {
      const starter = starterOf(node);
      const [first] = starter ? sitesIn(subject, callbackOf(node)) : [];
      if (!starter || !first || isAwaitedElsewhere(node)) continue;
      const { start, end } = first.location.span;
      yield {
        message: `'${first.label}' starts in ${starter}, and nothing waits for that: a task called after the flow has ended is refused.`,
        range: subject.spanRange(start, end),
      };
    }
  },
};

function callbackOf({ arguments: args }: ts.CallExpression): ts.Node | undefined {
  return args.find(isFunctionLiteral);
}

const TIMERS = new Set(["setTimeout", "setInterval", "setImmediate"]);
const LISTENERS = new Set(["on", "once", "addListener", "addEventListener", "prependListener"]);

function starterOf(node: ts.CallExpression): string | undefined {
  const { expression } = node;
  if (ts.isIdentifier(expression) && TIMERS.has(expression.text)) return expression.text;
  const method = methodCall(node);
  return method && LISTENERS.has(method.method) ? "an event handler" : undefined;
}

/** Inside `new Promise(...)`, or with a later `await` that speaks of the same emitter. */
function isAwaitedElsewhere(node: ts.CallExpression): boolean {
  let outermost: ts.Node = node;
  for (let at: ts.Node = node; at.parent; at = at.parent) {
    if (ts.isNewExpression(at) && at.expression.getText() === "Promise") return true;
    outermost = at;
  }
  const emitter = methodCall(node)?.object.getText();
  if (!emitter) return false;
  let found = false;
  walkAll(outermost, (each) => {
    if (!ts.isAwaitExpression(each) || isWithin(each, node)) return;
    if (each.getText().includes(emitter)) found = true;
  });
  return found;
}

/** MR207: what loses a race goes on, unseen. */
export const raceLeak: Rule = {
  code: "MR207",
  name: "race-leak",
  severity: "warning",
  summary: "The losers of Promise.race keep running, and their errors are lost",
  *find(subject) {
    for (const node of subject.nodes<ts.CallExpression>(ts.SyntaxKind.CallExpression)) {
      const method = methodCall(node);
      const isRace = method?.object.getText() === "Promise" && method.method === "race";
      const [list] = node.arguments;
      if (!isRace || !method || !list) continue;
      const sites = racers(subject, list);
      const isAlone = ts.isArrayLiteralExpression(list) && list.elements.length < 2;
      if (sites.size === 0 || isAlone) continue;
      yield {
        message: `The losers of this race keep running, the flow still waits for them to end, and their errors are lost: ${named(sites)}. For a time limit, give the task a timeout.`,
        range: subject.spanRange(node.getStart(subject.source), method.name.end),
      };
    }
  },
};

function racers(subject: Subject, list: ts.Expression) {
  const sites = new Set(sitesIn(subject, list));
  if (!ts.isArrayLiteralExpression(list)) return sites;
  for (const element of list.elements) {
    const sighting = subject.sighting(element);
    if (sighting?.isPromise) for (const site of sighting.sites) sites.add(site);
  }
  return sites;
}
