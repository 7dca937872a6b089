import type {
  ArrowFunctionExpression,
  CallExpression,
  Class,
  Expression,
  Function as FunctionNode,
} from "oxc-parser";
import { keyName } from "./literals.js";
import type { Declaring, Scope } from "./scope.js";

/** The function behind a flow or task, as written. */
export type FlowFunction = FunctionNode | ArrowFunctionExpression;

/** A flow or a task as its source shows it. */
export interface DefinitionSyntax {
  kind: "flow" | "task";
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
export function findFlows(scope: Scope): DefinitionSyntax[] {
  return findDefinitions(scope).filter(({ kind }) => kind === "flow");
}

/** The flows and tasks a module exports, where the source shows them plainly. */
export function findDefinitions(scope: Scope, seen = new Set<Scope>()): DefinitionSyntax[] {
  if (seen.has(scope)) return [];
  seen.add(scope);
  const own = [...scope.exports].flatMap(([exported, local]) => {
    const declared = scope.lookup(local);
    return declared ? definitionsOf(exported, local, declared.node, declared.scope) : [];
  });
  const handedOn = [...scope.reexports].flatMap(([exported, { from, name }]) => {
    const declared = scope.module(from)?.exported(name);
    return declared ? definitionsOf(exported, name, declared.node, declared.scope) : [];
  });
  const stars = scope.stars.flatMap((from) => {
    const module = scope.module(from);
    return module ? findDefinitions(module, seen) : [];
  });
  return [...own, ...handedOn, ...stars, ...defaultExport(scope), ...commonJsExports(scope)];
}

function definitionsOf(
  exported: string,
  local: string,
  node: Declaring,
  scope: Scope,
): DefinitionSyntax[] {
  if (node.type === "VariableDeclarator" && node.init) {
    const made = makingCall(node.init, scope);
    if (made) return [{ ...made, exportName: exported, name: made.name ?? local, field: false }];
    if (node.init.type === "ClassExpression") return membersOf(node.init, local, scope);
  }
  return node.type === "ClassDeclaration" ? membersOf(node, node.id?.name ?? exported, scope) : [];
}

function membersOf(node: Class, className: string, scope: Scope): DefinitionSyntax[] {
  return node.body.body.flatMap((member) => {
    if (member.type !== "MethodDefinition" && member.type !== "PropertyDefinition") return [];
    const key = keyName(member.key);
    if (key === undefined) return [];
    const exportName = `${className}.${key}`;
    if (member.type === "PropertyDefinition") {
      const made = member.value && makingCall(member.value, scope);
      const field = !member.static;
      return made ? [{ ...made, exportName, name: made.name ?? key, field }] : [];
    }
    if (member.type !== "MethodDefinition") return [];
    const fn = member.value;
    return member.decorators.flatMap(({ expression }): DefinitionSyntax[] => {
      const kind = kindMadeBy(calleeOf(expression), scope);
      if (kind === undefined) return [];
      const name = optionName(expression) ?? key;
      return [{ kind, exportName, name, fn, scope, field: false }];
    });
  });
}

/** `export default flow(...)`. */
function defaultExport(scope: Scope): DefinitionSyntax[] {
  return scope.source.program.body.flatMap((statement) => {
    if (statement.type !== "ExportDefaultDeclaration") return [];
    const made = makingCall(statement.declaration as Expression, scope);
    return made
      ? [{ ...made, exportName: "default", name: made.name ?? "default", field: false }]
      : [];
  });
}

/** `module.exports = { a, b: flow(...) }`, `exports.a = flow(...)`, `module.exports.a = a`. */
function commonJsExports(scope: Scope): DefinitionSyntax[] {
  return scope.source.program.body.flatMap((statement) => {
    if (statement.type !== "ExpressionStatement") return [];
    if (statement.expression.type !== "AssignmentExpression") return [];
    const { left, right } = statement.expression;
    const target = scope.source.text.slice(left.start, left.end);
    const named = /^(?:module\.)?exports\.(\w+)$/.exec(target)?.[1];
    if (named) return valueDefinitions(named, right, scope);
    if (target !== "module.exports" || right.type !== "ObjectExpression") return [];
    return right.properties.flatMap((property) => {
      const key = property.type === "Property" ? keyName(property.key) : undefined;
      return property.type === "Property" && key
        ? valueDefinitions(key, property.value, scope)
        : [];
    });
  });
}

function valueDefinitions(exported: string, value: Expression, scope: Scope): DefinitionSyntax[] {
  const made = makingCall(value, scope);
  if (made) return [{ ...made, exportName: exported, name: made.name ?? exported, field: false }];
  const declared = value.type === "Identifier" ? scope.lookup(value.name) : undefined;
  const local = value.type === "Identifier" ? value.name : exported;
  return declared ? definitionsOf(exported, local, declared.node, declared.scope) : [];
}

/** `flow(fn)` and `flow(options, fn)`, or of a task, the function written there or named. */
function makingCall(
  expression: Expression,
  scope: Scope,
):
  | { kind: DefinitionSyntax["kind"]; name: string | undefined; fn: FlowFunction; scope: Scope }
  | undefined {
  if (expression.type !== "CallExpression") return undefined;
  const kind = kindMadeBy(expression.callee, scope);
  if (kind === undefined) return undefined;
  const last = expression.arguments.at(-1);
  if (!last || last.type === "SpreadElement") return undefined;
  const found = functionOf(last, scope);
  if (!found) return undefined;
  return { kind, ...found, name: optionName(expression) ?? found.fn.id?.name ?? undefined };
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

/** What `flow` and `task` of the library make, under whatever names they were imported. */
function kindMadeBy(callee: Expression, scope: Scope): DefinitionSyntax["kind"] | undefined {
  if (callee.type === "Identifier") {
    const imported = scope.imports.get(callee.name);
    if (imported) return imported.from === "millrace" ? kindNamed(imported.name) : undefined;
    return scope.declarations.has(callee.name) ? undefined : kindNamed(callee.name);
  }
  return callee.type === "MemberExpression" && callee.property.type === "Identifier"
    ? kindNamed(callee.property.name)
    : undefined;
}

function kindNamed(name: string): DefinitionSyntax["kind"] | undefined {
  return name === "flow" || name === "task" ? name : undefined;
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
