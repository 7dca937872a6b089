import { ts } from "ts-morph";
import type { DefinitionFact, FileFacts } from "../analysis/index.js";
import type { Codebase } from "./diagnose.js";
import type { Bindings } from "./syntax/bindings.js";

/** The task or flow that a callee names, as far as names alone tell: `load`, `this.load`, `etl.load`. */
export function definitionOf(
  { analyzer }: Codebase,
  file: string,
  facts: FileFacts,
  bindings: Bindings,
  callee: ts.Expression,
): DefinitionFact | undefined {
  const exported = (specifier: string, name: string) => {
    const from = analyzer.resolve(file, specifier);
    const target = from === null ? null : analyzer.exported(from, name);
    if (target?.kind !== "local") return undefined;
    return analyzer.facts(target.file)?.definitions.find((each) => each.name === target.name);
  };
  const named = (identifier: ts.Identifier) => {
    const binding = bindings.of(identifier);
    return binding && ts.isSourceFile(binding.scope)
      ? facts.imports.find((each) => each.local === identifier.text)
      : undefined;
  };
  if (ts.isIdentifier(callee)) {
    const binding = bindings.of(callee);
    if (!binding) return undefined;
    const fact = named(callee);
    if (fact) return exported(fact.specifier, fact.imported);
    const { line, character } = positionOf(binding.node);
    return facts.definitions.find(
      ({ name, nameRange: { start } }) =>
        name === callee.text && start.line === line && start.character === character,
    );
  }
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const { expression: object, name } = callee;
  if (object.kind === ts.SyntaxKind.ThisKeyword) {
    const className = classAround(callee);
    return facts.definitions.find((each) => each.name === `${className}.${name.text}`);
  }
  if (!ts.isIdentifier(object)) return undefined;
  const fact = named(object);
  return fact?.imported === "*" ? exported(fact.specifier, name.text) : undefined;
}

function classAround(node: ts.Node): string | undefined {
  for (let at = node.parent; at; at = at.parent) if (ts.isClassLike(at)) return at.name?.text;
  return undefined;
}

function positionOf(node: ts.Node): ts.LineAndCharacter {
  const source = node.getSourceFile();
  return source.getLineAndCharacterOfPosition(node.getStart(source));
}
