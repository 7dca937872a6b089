import type { Position } from "@millrace/protocol";
import { ts } from "ts-morph";
import { plainName } from "../../analysis/facts/typescript/calls.js";
import type { DefinitionFact, FileFacts } from "../../analysis/index.js";
import type { Codebase, Defined } from "../codebase.js";
import { definedAs } from "../definition-at.js";
import type { Source } from "../source.js";

/** Whose options they are: a task's, a flow's, or those of `defineConfig`. */
export type OptionsOwner = DefinitionFact["kind"] | "config";

/** The options of a task or flow that a position stands in. */
export interface OptionsAt {
  kind: OptionsOwner;
  /** `task({...})`, or `fetchData.with({...})`. */
  call: "definition" | "with";
  object: ts.ObjectLiteralExpression;
  /** The options that the position is inside of, from the outside in: `["cache", "key"]`. */
  path: string[];
  /** The innermost object around the position: `object`, or one of its values. */
  innermost: ts.ObjectLiteralExpression;
  /** The innermost option around the position. */
  property: ts.ObjectLiteralElementLike | undefined;
  /** The task or flow whose options these are, where it has a name. */
  defined: Defined | undefined;
}

export function optionsAt(
  source: Source,
  position: Position,
  codebase: Codebase,
): OptionsAt | undefined {
  const path: string[] = [];
  let innermost: ts.ObjectLiteralExpression | undefined;
  let property: ts.ObjectLiteralElementLike | undefined;
  for (let at = source.nodeAt(source.offsetAt(position)); !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionLike(at) && !ts.isMethodDeclaration(at)) return undefined;
    if (ts.isObjectLiteralElementLike(at)) {
      property ??= at;
      if (at.name) path.unshift(nameOf(at.name));
    }
    if (!ts.isObjectLiteralExpression(at)) continue;
    innermost ??= at;
    const owner = ownerOf(at, source, codebase);
    if (owner) return { ...owner, object: at, path, innermost, property };
  }
  return undefined;
}

/** The name of a property as it is called: without quotes. */
export function nameOf(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : name.getText();
}

type Owner = Pick<OptionsAt, "kind" | "call" | "defined">;

function ownerOf(
  object: ts.ObjectLiteralExpression,
  source: Source,
  codebase: Codebase,
): Owner | undefined {
  const call = object.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== object) return undefined;
  const kind = definingKind(call.expression, source.facts);
  if (kind) {
    const start = object.getStart(source.syntax);
    const fact = source.facts.definitions.find(
      ({ optionsRange }) => optionsRange && source.offsetAt(optionsRange.start) === start,
    );
    const defined = fact && {
      key: codebase.keyOf(source.file, fact.name),
      file: source.file,
      fact,
    };
    return { kind, call: "definition", defined };
  }
  if (libraryName(plainName(call.expression), source.facts) === "defineConfig") {
    return { kind: "config", call: "definition", defined: undefined };
  }
  if (!ts.isPropertyAccessExpression(call.expression)) return undefined;
  if (call.expression.name.text !== "with") return undefined;
  const target = plainName(call.expression.expression);
  const defined = target ? definedAs(source, target, codebase) : undefined;
  return { kind: defined?.fact.kind ?? "task", call: "with", defined };
}

/** Whether an expression is `task` or `flow` of millrace, by whatever name it was imported. */
export function definingKind(
  expression: ts.Expression,
  facts: FileFacts,
): DefinitionFact["kind"] | undefined {
  const name = libraryName(plainName(expression), facts);
  return name === "task" || name === "flow" ? name : undefined;
}

/** What the library calls what a file knows by some name: `input` for `millrace.input`. */
export function libraryName(name: string | null, { imports }: FileFacts): string | undefined {
  const [first, member] = (name ?? "").split(".");
  const imported = imports.find(({ local, specifier }) => local === first && isLibrary(specifier));
  return imported?.imported === "*" ? member : member ? undefined : imported?.imported;
}

function isLibrary(specifier: string): boolean {
  return specifier === "millrace" || specifier.startsWith("millrace/");
}
