import { ts } from "ts-morph";
import { unwrap } from "../../analysis/facts/typescript/unwrap.js";
import type { Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import type { Binding } from "../syntax/bindings.js";
import type { DefinitionSyntax } from "../syntax/definitions.js";
import { bodyOf, isWithin, walkAll } from "../syntax/walk.js";
import { unstableIn } from "../unstable.js";

/** MR404: what a task leaves behind in a variable is not there when the task did not run. */
export const closureState: Rule = {
  code: "MR404",
  name: "closure-state",
  severity: "warning",
  summary: "A task hands a value on through a variable instead of returning it",
  *find(subject) {
    const tasks = subject.definitions.filter(({ fact }) => fact.kind === "task");
    for (const binding of subject.bindings.all) {
      const found = throughVariable(subject, binding, tasks);
      if (found) yield found;
    }
    for (const task of tasks) yield* throughField(subject, task);
  },
};

function throughVariable(
  subject: Subject,
  binding: Binding,
  tasks: readonly DefinitionSyntax[],
): Found | undefined {
  if (!ts.isVariableDeclaration(binding.declaration) || binding.reads.length === 0)
    return undefined;
  for (const write of binding.writes) {
    const writer = tasks.find(({ fn }) => fn && isWithin(write, fn) && !isWithin(binding.node, fn));
    if (!writer || isLazy(write, binding.name)) continue;
    const reader = binding.reads.flatMap((read) => {
      const definition = definitionAround(subject, read);
      return definition && definition !== writer ? [{ read, definition }] : [];
    })[0];
    if (!reader) continue;
    return lost(subject, writer, binding.name, write, reader.definition, reader.read);
  }
  return undefined;
}

/** The innermost task or flow that a piece of code belongs to. */
function definitionAround(subject: Subject, node: ts.Node): DefinitionSyntax | undefined {
  return subject.definitions
    .filter(({ fn }) => fn && isWithin(node, fn))
    .sort((a, b) => (a.fn?.getWidth() ?? 0) - (b.fn?.getWidth() ?? 0))[0];
}

/** `client ??= connect()`, `if (!client) client = connect()`: made again wherever it is missing. */
function isLazy(write: ts.Node, name: string): boolean {
  for (let at: ts.Node = write; at.parent && !ts.isFunctionLike(at); at = at.parent) {
    if (ts.isBinaryExpression(at)) {
      const { kind } = at.operatorToken;
      if (
        kind === ts.SyntaxKind.QuestionQuestionEqualsToken ||
        kind === ts.SyntaxKind.BarBarEqualsToken
      )
        return true;
    }
    if (ts.isIfStatement(at) && new RegExp(`\\b${name}\\b`).test(at.expression.getText()))
      return true;
  }
  return false;
}

function lost(
  subject: Subject,
  writer: DefinitionSyntax,
  name: string,
  write: ts.Node,
  reader: DefinitionSyntax,
  read: ts.Node,
): Found {
  return {
    message: `'${writer.label}' leaves '${name}' for '${reader.label}' to read: where '${writer.label}' is cached, or restored by a retry, it does not run and '${name}' is not set. Return the value and pass it on.`,
    range: subject.range(write),
    related: [
      {
        message: `'${reader.label}' reads '${name}' here`,
        file: subject.file,
        range: subject.range(read),
      },
    ],
  };
}

/** The same by way of `this`. */
function* throughField(subject: Subject, writer: DefinitionSyntax): Iterable<Found> {
  const body = writer.fn && bodyOf(writer.fn);
  const { className } = writer.fact;
  if (!body || !className) return;
  const siblings = subject.definitions.filter(
    (each) => each !== writer && each.fact.className === className,
  );
  const seen = new Set<string>();
  for (const access of fields(body)) {
    const name = access.name.text;
    if (!isPlainWrite(access) || isLazy(access, name) || seen.has(name)) continue;
    for (const reader of siblings) {
      const readerBody = reader.fn && bodyOf(reader.fn);
      const read =
        readerBody &&
        fields(readerBody).find((each) => each.name.text === name && !isPlainWrite(each));
      if (!read) continue;
      seen.add(name);
      yield lost(subject, writer, `this.${name}`, access, reader, read);
      break;
    }
  }
}

function fields(body: ts.Node): ts.PropertyAccessExpression[] {
  const found: ts.PropertyAccessExpression[] = [];
  walkAll(body, (node) => {
    if (ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword)
      found.push(node);
  });
  return found;
}

function isPlainWrite(node: ts.Node): boolean {
  const { parent } = node;
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}

const MUTATORS = new Set(["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill"]);

/** MR405: an input that is another one afterwards. */
export const mutatesArgument: Rule = {
  code: "MR405",
  name: "mutates-argument",
  severity: "warning",
  summary: "A task changes its input",
  *find(subject) {
    for (const { fact, fn, label } of subject.definitions) {
      if (fact.kind !== "task" || !fn) continue;
      for (const parameter of fn.parameters) {
        if (!ts.isIdentifier(parameter.name) || parameter.dotDotDotToken) continue;
        const binding = subject.bindings.of(parameter.name);
        // A new value under the old name is the task's own.
        if (!binding || binding.writes.length > 0) continue;
        const change = binding.reads.map((read) => changeAt(read, parameter)).find(Boolean);
        if (!change) continue;
        yield {
          message: `'${label}' changes its input '${binding.name}': the next attempt, and every other task that is given it, sees the changed value. Change a copy.`,
          range: subject.range(change),
        };
      }
    }
  },
};

function changeAt(read: ts.Identifier, parameter: ts.ParameterDeclaration): ts.Node | undefined {
  let at: ts.Node = read;
  while (
    (ts.isPropertyAccessExpression(at.parent) || ts.isElementAccessExpression(at.parent)) &&
    at.parent.expression === at
  ) {
    const { parent } = at;
    const call = parent.parent;
    const isCall = ts.isCallExpression(call) && call.expression === parent;
    if (isCall) {
      const isMutator = ts.isPropertyAccessExpression(parent) && MUTATORS.has(parent.name.text);
      // A method of that name on something else than a list may do anything.
      return isMutator && at === read && isList(parameter) ? call : undefined;
    }
    at = parent;
  }
  if (at === read) return undefined;
  const { parent } = at;
  if (ts.isDeleteExpression(parent)) return parent;
  const isAssigned =
    ts.isBinaryExpression(parent) &&
    parent.left === at &&
    parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
  const isStepped =
    (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) &&
    (parent.operator === ts.SyntaxKind.PlusPlusToken ||
      parent.operator === ts.SyntaxKind.MinusMinusToken);
  return isAssigned || isStepped ? parent : undefined;
}

function isList({ type, initializer }: ts.ParameterDeclaration): boolean {
  if (initializer && ts.isArrayLiteralExpression(unwrap(initializer))) return true;
  if (!type) return false;
  return (
    ts.isArrayTypeNode(type) ||
    ts.isTupleTypeNode(type) ||
    (ts.isTypeReferenceNode(type) && type.typeName.getText() === "Array")
  );
}

/** MR406: an input that is another one on a retry. */
export const nondeterministicFlow: Rule = {
  code: "MR406",
  name: "nondeterministic-flow",
  severity: "hint",
  summary: "A flow gives a task a value that differs on every run",
  *find(subject) {
    const flows = subject.definitions.filter(({ fact }) => fact.kind === "flow");
    for (const node of subject.nodes<ts.CallExpression>(ts.SyntaxKind.CallExpression)) {
      const [site] = subject.sitesAt(node);
      if (!site || !flows.some(({ fn }) => fn && isWithin(node, fn))) continue;
      const unstable = node.arguments.map((each) => unstableIn(held(subject, each))).find(Boolean);
      // The arguments of an inner call have a finding of their own.
      if (!unstable || (site.kind === "task" && site.options.cache === true)) continue;
      yield {
        message: `\`${unstable.getText(subject.source)}\` is another value on every run: a retry cannot take over the result of '${site.label}', and runs it and all after it again. Take it from a task or a parameter.`,
        range: subject.range(unstable),
      };
    }
  },
};

/** What a constant was set to, where the argument only names it. */
function held(subject: Subject, node: ts.Expression): ts.Node {
  const binding = ts.isIdentifier(node) ? subject.bindings.of(node) : undefined;
  const declaration = binding?.writes.length === 0 ? binding.declaration : undefined;
  const isOwn = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer;
  return isOwn ? isOwn : node;
}
