import { ts } from "ts-morph";
import { unwrap } from "../../analysis/facts/typescript/unwrap.js";
import type { Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import {
  bodyOf,
  functionAround,
  isWithin,
  methodCall,
  statementsAround,
  walkAll,
  walkOwn,
} from "../syntax/walk.js";
import { named } from "../wording.js";

/**
 * MR205: a plain promise that may reject before anyone listens. A task's own future does not: it
 * keeps its failure until someone asks.
 */
export const handledLate: Rule = {
  code: "MR205",
  name: "handled-late",
  severity: "warning",
  summary: "A promise may reject while something else is awaited",
  *find(subject) {
    for (const node of subject.nodes<ts.VariableDeclaration>(ts.SyntaxKind.VariableDeclaration)) {
      const found = late(subject, node);
      if (found) yield found;
    }
  },
};

function late(subject: Subject, node: ts.VariableDeclaration): Found | undefined {
  const { name, initializer } = node;
  if (!initializer || !ts.isIdentifier(name)) return undefined;
  const sighting = subject.sighting(initializer);
  if (!sighting?.isPromise || sighting.isFuture || sighting.sites.size === 0) return undefined;
  if (!mayReject(subject, unwrap(initializer))) return undefined;
  const statements = statementsAround(node.parent.parent);
  const first = subject.bindings.of(name)?.reads[0];
  if (!statements || !first || functionAround(first) !== functionAround(node)) return undefined;
  const start = statements.findIndex((each) => isWithin(node, each));
  const end = statements.findIndex((each) => isWithin(first, each));
  const between = statements.slice(start + 1, end);
  const pause = between.map(firstAwait).find((each) => each !== undefined);
  if (!pause) return undefined;
  return {
    message: `'${name.text}' may reject while something else is awaited: nobody listens yet, and an unhandled rejection ends the process. Await both with Promise.all, or handle its failure where it starts.`,
    range: subject.range(name),
    related: [
      {
        message: `${named(sighting.sites)} may fail while this is awaited`,
        file: subject.file,
        range: subject.range(pause),
      },
      { message: "Handled only here", file: subject.file, range: subject.range(first) },
    ],
  };
}

/** A chain, a combination, or a helper written in this file that catches nothing itself. */
function mayReject(subject: Subject, node: ts.Expression): boolean {
  if (!ts.isCallExpression(node)) return false;
  const method = methodCall(node);
  if (method) {
    const isPromise = ts.isIdentifier(method.object) && method.object.text === "Promise";
    return isPromise ? method.method !== "allSettled" : ["then", "finally"].includes(method.method);
  }
  if (!ts.isIdentifier(node.expression)) return false;
  const declaration = subject.bindings.of(node.expression)?.declaration;
  const fn = declaration && functionOf(declaration);
  return fn !== undefined && !catches(fn);
}

function functionOf(declaration: ts.Node): ts.SignatureDeclaration | undefined {
  if (ts.isFunctionDeclaration(declaration)) return declaration;
  const value = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value : undefined;
}

function catches(fn: ts.SignatureDeclaration): boolean {
  let found = false;
  walkAll(bodyOf(fn) ?? fn, (node) => {
    if (ts.isTryStatement(node) || methodCall(node)?.method === "catch") found = true;
  });
  return found;
}

function firstAwait(statement: ts.Statement): ts.Node | undefined {
  let found: ts.Node | undefined;
  walkOwn(statement, (node) => {
    if (ts.isAwaitExpression(node)) found ??= node;
  });
  return found;
}
