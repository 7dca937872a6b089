import { ts } from "ts-morph";
import { unwrap } from "../../analysis/facts/typescript/unwrap.js";
import { secondsOf } from "../durations.js";
import { replacing } from "../fixes.js";
import type { Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import type { DefinitionSyntax } from "../syntax/definitions.js";
import {
  entriesOf,
  entry,
  literalOption,
  type OptionsObject,
  objectOption,
  optionsObjects,
} from "../syntax/options.js";
import { bodyOf, isFunctionLiteral, walkOwn } from "../syntax/walk.js";
import { unstableIn } from "../unstable.js";

/** MR309: cache options that undo the cache. */
export const cacheConflict: Rule = {
  code: "MR309",
  name: "cache-conflict",
  severity: "warning",
  summary: "Cache options under which no result is ever taken over",
  *find(subject) {
    for (const options of optionsObjects(subject)) {
      const [files, given] = [entry(options, "files"), entry(options, "cache")];
      if (files && given && literalOption(options, "cache") !== false) {
        yield {
          message:
            "'files' and 'cache' are both given: take one out. 'files' already keeps the result, and knows when it is out of date. The file will not load.",
          range: subject.range(given.property),
          severity: "error",
        };
      }
      const object = options.syntax && objectOption(options, "cache");
      if (!object) continue;
      const cache = entriesOf(object);
      const expires = entry(cache, "expires");
      if (expires && secondsOf(literalOption(cache, "expires")) === 0) {
        yield {
          message:
            "A result that expires at once is never taken over: leave 'expires' out to keep it, or say how long.",
          range: subject.range(expires.property),
        };
      }
      const refresh = entry(cache, "refresh");
      if (refresh && literalOption(cache, "refresh") === true) {
        yield {
          message:
            "With 'refresh: true' here every run computes anew and the cache is never used: give it with `with({ cache: { refresh: true } })` to the calls that need it.",
          range: subject.range(refresh.property),
        };
      }
    }
  },
};

/** MR401: a key, or an input, that is new each time. */
export const unstableKey: Rule = {
  code: "MR401",
  name: "unstable-key",
  severity: "warning",
  summary: "A cache key or the input of a cached task is different each time",
  *find(subject) {
    for (const options of optionsObjects(subject)) {
      const key = keyFunction(options);
      const unstable = key && unstableIn(key);
      if (unstable) {
        yield {
          message: `\`${unstable.getText(subject.source)}\` is different each time, so this key never hits: make the key from the arguments.`,
          range: subject.range(unstable),
        };
      }
    }
    yield* unstableInputs(subject);
  },
};

function keyFunction(options: OptionsObject): ts.Node | undefined {
  const cache = entry(options, "cache")?.value;
  const value = cache && unwrap(cache);
  if (isFunctionLiteral(value)) return value;
  const object = objectOption(options, "cache");
  const key = object && entry(entriesOf(object), "key");
  return key?.value ?? key?.property;
}

function* unstableInputs(subject: Subject): Iterable<Found> {
  for (const site of subject.sites) {
    if (site.kind !== "task" || site.options.cache !== true) continue;
    const definition = subject.definitions.find(
      ({ fact }) => fact.name === site.definition?.exportName,
    );
    // Only where the key is made of the inputs.
    if (!definition || literalCache(definition) !== true) continue;
    const { start, end } = site.location.span;
    const call = subject
      .nodes<ts.CallExpression>(ts.SyntaxKind.CallExpression)
      .find((node) => node.getStart(subject.source) === start && node.end === end);
    const unstable = call?.arguments.map(unstableIn).find((each) => each !== undefined);
    if (!unstable) continue;
    yield {
      message: `\`${unstable.getText(subject.source)}\` is different each time, and '${site.label}' is cached by its inputs: the cache never hits.`,
      range: subject.range(unstable),
    };
  }
}

function literalCache({ fact }: DefinitionSyntax): unknown {
  return fact.options.find(({ name }) => name === "cache")?.value;
}

/** MR402: a cached task that is called for its effect. */
export const cachedEffect: Rule = {
  code: "MR402",
  name: "cached-effect",
  severity: "warning",
  summary: "A cached task gives no result: a hit only skips what it does",
  *find(subject) {
    for (const definition of subject.definitions) {
      const { fact, fn } = definition;
      const option = fact.options.find(({ name }) => name === "cache");
      // With a key of one's own, doing something once a key is what is meant.
      if (!fn || !option || option.value !== true || givesSomething(fn)) continue;
      const cache = definition.options?.properties.find(
        (each) => each.name?.getText(subject.source) === "cache",
      );
      if (!cache) continue;
      yield {
        message: `'${fact.label}' gives no result: what a hit in the cache saves is its effect, which then does not happen.`,
        range: subject.range(cache),
        fixes: [
          {
            title: "Do not cache",
            edits: [replacing(subject, cache, "cache: false")],
          },
        ],
      };
    }
  },
};

function givesSomething(fn: ts.SignatureDeclaration): boolean {
  const body = bodyOf(fn);
  if (!body) return true;
  if (!ts.isBlock(body)) return fn.type?.getText() !== "void";
  let gives = false;
  walkOwn(body, (node) => {
    if (ts.isReturnStatement(node) && node.expression) gives = true;
  });
  // A body that only throws is still to be written.
  return (
    gives ||
    (body.statements.length === 1 && ts.isThrowStatement(body.statements[0] as ts.Node)) ||
    body.statements.length === 0
  );
}

const UNSTORABLE = new Set([
  "Function",
  "WeakMap",
  "WeakSet",
  "Socket",
  "Server",
  "ChildProcess",
  "Readable",
  "Writable",
  "ReadableStream",
  "WritableStream",
  "symbol",
]);

/** MR403: a result that a cache cannot keep. */
export const notSerialisable: Rule = {
  code: "MR403",
  name: "not-serialisable",
  severity: "error",
  summary: "The result of a cached task cannot be stored",
  *find(subject) {
    for (const { fact, fn, call } of subject.definitions) {
      const cache = fact.options.find(({ name }) => name === "cache");
      if (!fn || !cache || cache.value === false || fact.kind !== "task") continue;
      const found = unstorableResult(fn);
      if (!found || call.end < found.node.end) continue;
      yield {
        message: `The result of '${fact.label}' is ${found.what}, which cannot be stored, and a cached result has to be: return plain data.`,
        range: subject.range(found.node),
      };
    }
  },
};

function unstorableResult(
  fn: ts.SignatureDeclaration,
): { node: ts.Node; what: string } | undefined {
  const { type } = fn;
  if (type) return unstorableType(type);
  const body = bodyOf(fn);
  if (!body) return undefined;
  if (!ts.isBlock(body)) return unstorableValue(body as ts.Expression);
  let found: { node: ts.Node; what: string } | undefined;
  walkOwn(body, (node) => {
    if (ts.isReturnStatement(node) && node.expression) found ??= unstorableValue(node.expression);
  });
  return found;
}

function unstorableType(type: ts.TypeNode): { node: ts.Node; what: string } | undefined {
  if (ts.isFunctionTypeNode(type)) return { node: type, what: "a function" };
  if (type.kind === ts.SyntaxKind.SymbolKeyword) return { node: type, what: "a symbol" };
  if (!ts.isTypeReferenceNode(type)) return undefined;
  const name = type.typeName.getText();
  if (name === "Promise" && type.typeArguments?.[0]) return unstorableType(type.typeArguments[0]);
  return UNSTORABLE.has(name) ? { node: type, what: `a ${name}` } : undefined;
}

function unstorableValue(node: ts.Expression): { node: ts.Node; what: string } | undefined {
  const value = unwrap(node);
  return isFunctionLiteral(value) ? { node: value, what: "a function" } : undefined;
}
