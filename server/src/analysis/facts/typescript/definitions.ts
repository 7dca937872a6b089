import { ts } from "ts-morph";
import { rangeOf } from "../../ir/source.js";
import type { DefinitionFact } from "../model.js";
import { plainName } from "./calls.js";
import type { LinkFacts } from "./links.js";
import { optionFacts } from "./options.js";
import { parameters, typeIndex } from "./schema.js";
import { unwrap } from "./unwrap.js";

type Kind = DefinitionFact["kind"];

/** The class that a definition stands in. */
interface Owner {
  name: string;
  node: ts.ClassLikeDeclaration;
}

/** Tasks and flows, recognised by what `task` and `flow` of millrace are called in this file. */
export function definitionFacts(
  source: ts.SourceFile,
  lineStarts: readonly number[],
  links: LinkFacts,
): DefinitionFact[] {
  const names = definingNames(links);
  if (names.size === 0) return [];
  const types = typeIndex(source);
  const found: DefinitionFact[] = [];
  const range = (node: ts.Node) =>
    rangeOf(lineStarts, { start: node.getStart(source), end: node.end });
  const exported = new Set(
    links.exports.flatMap((each) => (each.kind === "local" ? [each.local] : [])),
  );

  const kindOf = (callee: ts.Expression): Kind | null => names.get(plainName(callee) ?? "") ?? null;

  const add = (
    kind: Kind,
    name: string,
    form: DefinitionFact["form"],
    whole: ts.Node,
    nameNode: ts.Node,
    call: ts.Node,
    options: ts.Expression | undefined,
    fn: ts.SignatureDeclaration | undefined,
    owner?: Owner,
  ): void => {
    const className = owner?.name;
    const facts = options ? optionFacts(source, range, options) : [];
    const literalName = facts.find((each) => each.name === "name")?.value;
    const documentation = documentationOf(source, whole);
    found.push({
      kind,
      name,
      label: typeof literalName === "string" ? literalName : name.slice(name.lastIndexOf(".") + 1),
      form,
      exported: exported.has(className ?? name),
      ...(className ? { className } : {}),
      ...(owner && !isStatic(whole) && needsArguments(owner.node, source)
        ? { classNeedsArguments: true }
        : {}),
      range: range(whole),
      nameRange: range(nameNode),
      callRange: range(call),
      options: facts,
      ...(options ? { optionsRange: range(options) } : {}),
      params: fn ? parameters(fn, source, lineStarts, types) : [],
      ...(fn?.type ? { returns: fn.type.getText(source) } : {}),
      ...(documentation ? { documentation } : {}),
    });
  };

  const fromCall = (
    value: ts.Expression | undefined,
    name: string,
    nameNode: ts.Node,
    whole: ts.Node,
    form: DefinitionFact["form"],
    owner?: Owner,
  ): boolean => {
    const call = value ? unwrap(value) : undefined;
    if (!call || !ts.isCallExpression(call)) return false;
    const kind = kindOf(call.expression);
    if (!kind) return false;
    const fn = call.arguments.map(unwrap).find(isFunction);
    const [first] = call.arguments;
    const options = first && fn !== unwrap(first) && call.arguments.length > 1 ? first : undefined;
    add(kind, name, form, whole, nameNode, call, options, fn, owner);
    return true;
  };

  const visit = (node: ts.Node, owner: Owner | undefined): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) {
      const statement = node.parent.parent;
      const whole = ts.isVariableStatement(statement) ? statement : node;
      fromCall(node.initializer, node.name.text, node.name, whole, "function");
    } else if (ts.isExportAssignment(node)) {
      fromCall(node.expression, "default", node, node, "function");
    } else if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) {
      fromCall(node.initializer, node.name.text, node.name, node, "function");
    } else if (ts.isPropertyDeclaration(node) && owner && ts.isIdentifier(node.name)) {
      fromCall(
        node.initializer,
        `${owner.name}.${node.name.text}`,
        node.name,
        node,
        "field",
        owner,
      );
    } else if (ts.isMethodDeclaration(node) && owner && ts.isIdentifier(node.name)) {
      for (const decorator of ts.getDecorators(node) ?? []) {
        const { expression } = decorator;
        const callee = ts.isCallExpression(expression) ? expression.expression : expression;
        const kind = kindOf(callee);
        if (!kind) continue;
        const options = ts.isCallExpression(expression) ? expression.arguments[0] : undefined;
        const name = `${owner.name}.${node.name.text}`;
        add(kind, name, "decorator", node, node.name, decorator, options, node, owner);
      }
    }
    const inner = ts.isClassLike(node) ? { name: node.name?.text ?? "default", node } : owner;
    ts.forEachChild(node, (child) => visit(child, inner));
  };
  visit(source, undefined);
  return found;
}

/** Local names of `task` and `flow`: aliases, and members of a namespace import. */
function definingNames(links: LinkFacts): Map<string, Kind> {
  const names = new Map<string, Kind>();
  for (const { local, imported, specifier } of links.imports) {
    if (specifier !== "millrace" && !specifier.startsWith("millrace/")) continue;
    for (const kind of ["task", "flow"] as const) {
      if (imported === kind) names.set(local, kind);
      if (imported === "*") names.set(`${local}.${kind}`, kind);
    }
  }
  return names;
}

function isStatic(node: ts.Node): boolean {
  return has(node, ts.SyntaxKind.StaticKeyword);
}

function has(node: ts.Node, modifier: ts.SyntaxKind): boolean {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return modifiers?.some(({ kind }) => kind === modifier) ?? false;
}

/** Whether `new` of the class alone fails; a base class from another file is taken to be content. */
function needsArguments(node: ts.ClassLikeDeclaration, source: ts.SourceFile): boolean {
  if (has(node, ts.SyntaxKind.AbstractKeyword)) return true;
  const constructors = node.members.filter(ts.isConstructorDeclaration);
  const own = constructors.find(({ body }) => body);
  if (own) {
    return own.parameters.some(
      ({ initializer, questionToken, dotDotDotToken }) =>
        !initializer && !questionToken && !dotDotDotToken,
    );
  }
  const extended = node.heritageClauses?.find(
    ({ token }) => token === ts.SyntaxKind.ExtendsKeyword,
  );
  const name = extended?.types[0] && plainName(extended.types[0].expression);
  const base = source.statements.find(
    (one): one is ts.ClassDeclaration => ts.isClassDeclaration(one) && one.name?.text === name,
  );
  if (!base || base === node) return false;
  // An abstract base is there to be extended.
  return base.members.some(ts.isConstructorDeclaration) ? needsArguments(base, source) : false;
}

function isFunction(node: ts.Expression): node is ts.ArrowFunction | ts.FunctionExpression {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

function documentationOf(source: ts.SourceFile, node: ts.Node): string | undefined {
  const [last] = ts.getJSDocCommentsAndTags(node).slice(-1);
  if (!last || !ts.isJSDoc(last)) return undefined;
  return ts.getTextOfJSDocComment(last.comment) ?? last.getText(source);
}
