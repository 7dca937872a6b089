import { ts } from "ts-morph";
import { rangeOf } from "../../ir/source.js";
import type { DefinitionFact, OptionFact } from "../model.js";
import { plainName } from "./calls.js";
import type { LinkFacts } from "./links.js";
import { literalValue } from "./literals.js";
import { parameters, typeIndex } from "./schema.js";

type Kind = DefinitionFact["kind"];

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
    className?: string,
  ): void => {
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
    className?: string,
  ): boolean => {
    const call = value ? unwrapped(value) : undefined;
    if (!call || !ts.isCallExpression(call)) return false;
    const kind = kindOf(call.expression);
    if (!kind) return false;
    const fn = call.arguments.map(unwrapped).find(isFunction);
    const [first] = call.arguments;
    const options =
      first && fn !== unwrapped(first) && call.arguments.length > 1 ? first : undefined;
    add(kind, name, form, whole, nameNode, call, options, fn, className);
    return true;
  };

  const visit = (node: ts.Node, className: string | undefined): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) {
      const statement = node.parent.parent;
      const whole = ts.isVariableStatement(statement) ? statement : node;
      fromCall(node.initializer, node.name.text, node.name, whole, "function");
    } else if (ts.isExportAssignment(node)) {
      fromCall(node.expression, "default", node, node, "function");
    } else if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) {
      fromCall(node.initializer, node.name.text, node.name, node, "function");
    } else if (ts.isPropertyDeclaration(node) && className && ts.isIdentifier(node.name)) {
      fromCall(
        node.initializer,
        `${className}.${node.name.text}`,
        node.name,
        node,
        "field",
        className,
      );
    } else if (ts.isMethodDeclaration(node) && className && ts.isIdentifier(node.name)) {
      for (const decorator of ts.getDecorators(node) ?? []) {
        const { expression } = decorator;
        const callee = ts.isCallExpression(expression) ? expression.expression : expression;
        const kind = kindOf(callee);
        if (!kind) continue;
        const options = ts.isCallExpression(expression) ? expression.arguments[0] : undefined;
        const name = `${className}.${node.name.text}`;
        add(kind, name, "decorator", node, node.name, decorator, options, node, className);
      }
    }
    const inner = ts.isClassLike(node) ? (node.name?.text ?? "default") : className;
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

function unwrapped(node: ts.Expression): ts.Expression {
  let current = node;
  while (
    ts.isParenthesizedExpression(current) ||
    ts.isAsExpression(current) ||
    ts.isSatisfiesExpression(current)
  ) {
    current = current.expression;
  }
  return current;
}

function isFunction(node: ts.Expression): node is ts.ArrowFunction | ts.FunctionExpression {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

function optionFacts(
  source: ts.SourceFile,
  range: (node: ts.Node) => OptionFact["range"],
  options: ts.Expression,
): OptionFact[] {
  const object = unwrapped(options);
  if (!ts.isObjectLiteralExpression(object)) return [];
  return object.properties.flatMap((property): OptionFact[] => {
    if (!property.name || ts.isSpreadAssignment(property)) return [];
    const value = ts.isPropertyAssignment(property) ? property.initializer : property.name;
    const literal = ts.isPropertyAssignment(property)
      ? literalValue(property.initializer)
      : { known: false as const };
    return [
      {
        name: property.name.getText(source).replace(/^["']|["']$/g, ""),
        ...(literal.known ? { value: literal.value } : {}),
        text: value.getText(source),
        range: range(property),
        nameRange: range(property.name),
        valueRange: range(value),
      },
    ];
  });
}

function documentationOf(source: ts.SourceFile, node: ts.Node): string | undefined {
  const [last] = ts.getJSDocCommentsAndTags(node).slice(-1);
  if (!last || !ts.isJSDoc(last)) return undefined;
  return ts.getTextOfJSDocComment(last.comment) ?? last.getText(source);
}
