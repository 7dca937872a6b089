import type {
  ArrowFunctionExpression,
  CallExpression,
  Class,
  Expression,
  Function as FunctionNode,
} from "oxc-parser";
import { keyName } from "./literals.js";
import type { Declaring, Scope } from "./scope.js";

/** The function behind a flow, as written. */
export type FlowFunction = FunctionNode | ArrowFunctionExpression;

/** A flow as its source shows it. */
export interface FlowSyntax {
  /** The exported identifier, or `Class.member`. */
  exportName: string;
  /** The option `name` where it is a literal, else the name it is bound to. */
  name: string;
  fn: FlowFunction;
  scope: Scope;
  /** An own field of its class: only an instance has it. */
  field: boolean;
}

/** The flows a module exports, where the source shows them plainly; others only loading finds. */
export function findFlows(scope: Scope, seen = new Set<Scope>()): FlowSyntax[] {
  if (seen.has(scope)) return [];
  seen.add(scope);
  const own = [...scope.exports].flatMap(([exported, local]) => {
    const declared = scope.lookup(local);
    return declared ? flowsOf(exported, local, declared.node, declared.scope) : [];
  });
  const handedOn = [...scope.reexports].flatMap(([exported, { from, name }]) => {
    const declared = scope.module(from)?.exported(name);
    return declared ? flowsOf(exported, name, declared.node, declared.scope) : [];
  });
  const stars = scope.stars.flatMap((from) => {
    const module = scope.module(from);
    return module ? findFlows(module, seen) : [];
  });
  return [...own, ...handedOn, ...stars, ...defaultFlow(scope), ...commonJsFlows(scope)];
}

function flowsOf(exported: string, local: string, node: Declaring, scope: Scope): FlowSyntax[] {
  if (node.type === "VariableDeclarator" && node.init) {
    const made = flowCall(node.init, scope);
    if (made) return [{ ...made, exportName: exported, name: made.name ?? local, field: false }];
    if (node.init.type === "ClassExpression") return membersOf(node.init, local, scope);
  }
  return node.type === "ClassDeclaration" ? membersOf(node, node.id?.name ?? exported, scope) : [];
}

function membersOf(node: Class, className: string, scope: Scope): FlowSyntax[] {
  return node.body.body.flatMap((member) => {
    if (member.type !== "MethodDefinition" && member.type !== "PropertyDefinition") return [];
    const key = keyName(member.key);
    if (key === undefined) return [];
    const exportName = `${className}.${key}`;
    if (member.type === "PropertyDefinition") {
      const made = member.value && flowCall(member.value, scope);
      const field = !member.static;
      return made ? [{ ...made, exportName, name: made.name ?? key, field }] : [];
    }
    const decorator = member.decorators.find(({ expression }) =>
      isFlow(calleeOf(expression), scope),
    );
    if (!decorator || member.type !== "MethodDefinition") return [];
    const name = optionName(decorator.expression) ?? key;
    return [{ exportName, name, fn: member.value, scope, field: false }];
  });
}

/** `export default flow(...)`. */
function defaultFlow(scope: Scope): FlowSyntax[] {
  return scope.source.program.body.flatMap((statement) => {
    if (statement.type !== "ExportDefaultDeclaration") return [];
    const made = flowCall(statement.declaration as Expression, scope);
    return made
      ? [{ ...made, exportName: "default", name: made.name ?? "default", field: false }]
      : [];
  });
}

/** `module.exports = { a, b: flow(...) }`, `exports.a = flow(...)`, `module.exports.a = a`. */
function commonJsFlows(scope: Scope): FlowSyntax[] {
  return scope.source.program.body.flatMap((statement) => {
    if (statement.type !== "ExpressionStatement") return [];
    if (statement.expression.type !== "AssignmentExpression") return [];
    const { left, right } = statement.expression;
    const target = scope.source.text.slice(left.start, left.end);
    const named = /^(?:module\.)?exports\.(\w+)$/.exec(target)?.[1];
    if (named) return valueFlows(named, right, scope);
    if (target !== "module.exports" || right.type !== "ObjectExpression") return [];
    return right.properties.flatMap((property) => {
      const key = property.type === "Property" ? keyName(property.key) : undefined;
      return property.type === "Property" && key ? valueFlows(key, property.value, scope) : [];
    });
  });
}

function valueFlows(exported: string, value: Expression, scope: Scope): FlowSyntax[] {
  const made = flowCall(value, scope);
  if (made) return [{ ...made, exportName: exported, name: made.name ?? exported, field: false }];
  const declared = value.type === "Identifier" ? scope.lookup(value.name) : undefined;
  const local = value.type === "Identifier" ? value.name : exported;
  return declared ? flowsOf(exported, local, declared.node, declared.scope) : [];
}

/** `flow(fn)` and `flow(options, fn)`, the function written there or named. */
function flowCall(
  expression: Expression,
  scope: Scope,
): { name: string | undefined; fn: FlowFunction; scope: Scope } | undefined {
  if (expression.type !== "CallExpression" || !isFlow(expression.callee, scope)) return undefined;
  const last = expression.arguments.at(-1);
  if (!last || last.type === "SpreadElement") return undefined;
  const found = functionOf(last, scope);
  if (!found) return undefined;
  return { ...found, name: optionName(expression) ?? found.fn.id?.name ?? undefined };
}

function functionOf(
  expression: Expression,
  scope: Scope,
): { fn: FlowFunction; scope: Scope } | undefined {
  if (expression.type === "ArrowFunctionExpression" || expression.type === "FunctionExpression") {
    return { fn: expression, scope };
  }
  if (expression.type !== "Identifier") return undefined;
  const declared = scope.lookup(expression.name);
  if (declared?.node.type === "FunctionDeclaration") {
    return { fn: declared.node, scope: declared.scope };
  }
  const value = declared?.node.type === "VariableDeclarator" ? declared.node.init : undefined;
  return declared && value && value.type !== "Identifier"
    ? functionOf(value, declared.scope)
    : undefined;
}

function calleeOf(expression: Expression): Expression {
  return expression.type === "CallExpression" ? expression.callee : expression;
}

/** Whether an expression is `flow` of the library, under whatever name it was imported. */
function isFlow(callee: Expression, scope: Scope): boolean {
  if (callee.type === "Identifier") {
    const imported = scope.imports.get(callee.name);
    if (imported) return imported.from === "millrace" && imported.name === "flow";
    return callee.name === "flow" && !scope.declarations.has("flow");
  }
  return (
    callee.type === "MemberExpression" &&
    callee.property.type === "Identifier" &&
    callee.property.name === "flow"
  );
}

function optionName(expression: Expression): string | undefined {
  const options = (expression as CallExpression).arguments?.[0];
  if (options?.type !== "ObjectExpression") return undefined;
  for (const property of options.properties) {
    if (property.type !== "Property" || keyName(property.key) !== "name") continue;
    return property.value.type === "Literal" && typeof property.value.value === "string"
      ? property.value.value
      : undefined;
  }
  return undefined;
}
