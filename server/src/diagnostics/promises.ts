import { ts } from "ts-morph";
import { unwrap } from "../analysis/facts/typescript/unwrap.js";
import type { Subject } from "./subject.js";
import { isFunctionLiteral, methodCall } from "./syntax/walk.js";

/**
 * Whether a call is known to give a promise that its tasks may reject: of a task, a chain, a
 * combination, or a function whose code is in the workspace. What an unknown function makes of a
 * callback that gives a promise, such as a listener, nobody can say.
 */
export function givesPromise(subject: Subject, expression: ts.Expression): boolean {
  const node = unwrap(expression);
  const sighting = subject.sighting(node);
  if (!sighting?.isPromise || sighting.sites.size === 0) return false;
  if (sighting.isFuture || !ts.isCallExpression(node)) return true;
  const method = methodCall(node);
  if (!method) return isOwnFunction(subject, unwrap(node.expression));
  const { object } = method;
  if (ts.isIdentifier(object) && object.text === "Promise") return true;
  if (object.kind === ts.SyntaxKind.ThisKeyword) return true;
  return subject.sighting(object)?.isPromise ?? false;
}

/** Written in this file, or imported from a file of the workspace. */
function isOwnFunction(subject: Subject, callee: ts.Expression): boolean {
  if (isFunctionLiteral(callee)) return true;
  const binding = ts.isIdentifier(callee) ? subject.bindings.of(callee) : undefined;
  if (!binding) return false;
  const { declaration, name } = binding;
  if (ts.isFunctionDeclaration(declaration)) return true;
  if (ts.isVariableDeclaration(declaration)) return isFunctionLiteral(declaration.initializer);
  const fact = subject.facts.imports.find(({ local }) => local === name);
  const file = fact && subject.codebase.analyzer.resolve(subject.file, fact.specifier);
  return typeof file === "string" && !file.includes("/node_modules/");
}
