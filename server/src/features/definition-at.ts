import type { FileRange, Node, Position, Range } from "@millrace/protocol";
import { ts } from "ts-morph";
import type { CallFact } from "../analysis/index.js";
import type { Codebase, Defined } from "./codebase.js";
import { contains, type Source, sameRange } from "./source.js";

/** A mention of a task or flow in the text: what it stands for, and the name itself. */
export interface Mention {
  defined: Defined;
  range: Range;
}

/** The task or flow that the name at a position stands for: at its definition, a call or an import. */
export function mentionAt(
  source: Source,
  position: Position,
  codebase: Codebase,
): Mention | undefined {
  return (
    ownDefinition(source, position, codebase) ??
    calledAt(source, position, codebase) ??
    namedAt(source, position, codebase)
  );
}

/** The definition that a node of a graph calls. */
export function definedBy(node: Node, codebase: Codebase): Defined | undefined {
  if (!node.task || !node.definition) return undefined;
  return definedIn(node.definition, node.task, codebase);
}

/** A task or flow by the name it has in a file: its own, or imported under that name. */
export function definedAs(source: Source, name: string, codebase: Codebase): Defined | undefined {
  const own = source.facts.definitions.find((each) => each.name === name);
  if (own) return { key: codebase.keyOf(source.file, own.name), file: source.file, fact: own };
  const [first = "", ...rest] = name.split(".");
  const imported = source.facts.imports.find(({ local }) => local === first);
  if (!imported) return undefined;
  const file = codebase.resolve(source.file, imported.specifier);
  if (file === null) return undefined;
  const wanted = imported.imported === "*" ? rest.shift() : imported.imported;
  const target = wanted === undefined ? undefined : codebase.exported(file, wanted);
  const found = target && codebase.source(target.file);
  if (!found) return undefined;
  const fullName = [target.name, ...rest].join(".");
  const fact = found.facts.definitions.find((each) => each.name === fullName);
  return fact && { key: codebase.keyOf(target.file, fact.name), file: target.file, fact };
}

function definedIn({ file, range }: FileRange, key: string, codebase: Codebase) {
  const fact = codebase
    .source(file)
    ?.facts.definitions.find(
      (each) => contains(each.range, range.start) && codebase.keyOf(file, each.name) === key,
    );
  return fact && { key, file, fact };
}

function ownDefinition(
  { file, facts }: Source,
  position: Position,
  codebase: Codebase,
): Mention | undefined {
  const fact = facts.definitions.find(({ nameRange }) => contains(nameRange, position));
  return (
    fact && { defined: { key: codebase.keyOf(file, fact.name), file, fact }, range: fact.nameRange }
  );
}

function calledAt(source: Source, position: Position, codebase: Codebase): Mention | undefined {
  const call = source.facts.calls.find(({ nameRange }) => contains(nameRange, position));
  if (!call) return undefined;
  const defined = nodeOfCall(source, call, codebase) ?? memberOf(source, call, codebase);
  return defined && { defined, range: call.nameRange };
}

/** What the value that is called was found to be, in any flow that comes by. */
function nodeOfCall(source: Source, call: CallFact, codebase: Codebase): Defined | undefined {
  for (const flow of source.analysis.graph.flows) {
    for (const node of flow.nodes) {
      if (node.file === undefined && sameRange(node.location, call.range)) {
        const defined = definedBy(node, codebase);
        if (defined) return defined;
      }
    }
  }
  return undefined;
}

/** `this.fetch`: a member of the class the call stands in. */
function memberOf(source: Source, { callee, inside }: CallFact, codebase: Codebase) {
  const [owner, member] = callee.split(".");
  const className = inside?.split(".")[0];
  if (owner !== "this" || !member || !className) return undefined;
  return definedAs(source, `${className}.${member}`, codebase);
}

/** A plain name: a task handed on as a value, an import, an export. */
function namedAt(source: Source, position: Position, codebase: Codebase): Mention | undefined {
  const node = source.nodeAt(source.offsetAt(position));
  if (!ts.isIdentifier(node) || isShadowed(node)) return undefined;
  const defined = definedAs(source, dottedName(node), codebase);
  return defined && { defined, range: source.rangeOf(node) };
}

/** `etl.load` for the `load` of it; a member of anything computed is not asked about. */
function dottedName(node: ts.Identifier): string {
  const { parent } = node;
  if (!ts.isPropertyAccessExpression(parent) || parent.name !== node) return node.text;
  return ts.isIdentifier(parent.expression) ? `${parent.expression.text}.${node.text}` : "";
}

/** A parameter or variable of a function around it has the same name. */
function isShadowed(node: ts.Identifier): boolean {
  for (let at: ts.Node = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionLike(at) && at.parameters.some(({ name }) => binds(name, node.text)))
      return true;
    if (ts.isBlock(at) && at.statements.some((each) => declares(each, node.text))) return true;
  }
  return false;
}

function declares(statement: ts.Statement, name: string): boolean {
  if (!ts.isVariableStatement(statement)) return false;
  return statement.declarationList.declarations.some((each) => binds(each.name, name));
}

function binds(name: ts.BindingName, text: string): boolean {
  if (ts.isIdentifier(name)) return name.text === text;
  return name.elements.some((each) => ts.isBindingElement(each) && binds(each.name, text));
}
