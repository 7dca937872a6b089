import { ts } from "ts-morph";
import type { Class, Expr, Member } from "../../ir/model.js";
import { has, type Lowering, spanOf, typeName } from "./context.js";
import { lowerExpression, lowerNamed } from "./expressions.js";
import { lowerFunction } from "./functions.js";
import { propertyKey } from "./patterns.js";
import { lowerBlock } from "./statements.js";

export function lowerClass(lowering: Lowering, node: ts.ClassLikeDeclaration): Class {
  const name = node.name?.text ?? "default";
  const base = node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)
    ?.types[0]?.expression;
  return {
    name,
    base: base ? lowerExpression(lowering, base) : null,
    members: node.members.flatMap((member) => lowerMember(lowering, member, name)),
    decorators: decoratorsOf(lowering, node),
    span: spanOf(lowering, node),
  };
}

function lowerMember(lowering: Lowering, node: ts.ClassElement, className: string): Member[] {
  const base = {
    static: has(node, ts.SyntaxKind.StaticKeyword),
    abstract: has(node, ts.SyntaxKind.AbstractKeyword),
    decorators: decoratorsOf(lowering, node),
    name: spanOf(lowering, node.name ?? node),
    span: spanOf(lowering, node),
  };
  if (ts.isClassStaticBlockDeclaration(node)) {
    const body = [lowerBlock(lowering, node.body)];
    const fn = {
      name: "static",
      params: [],
      body,
      declares: [],
      async: false,
      generator: false,
      arrow: false,
      span: base.span,
    };
    return [{ ...base, kind: "static-block", key: { literal: "" }, static: true, fn }];
  }
  if (ts.isConstructorDeclaration(node)) {
    if (!node.body) return [];
    const fn = lowerFunction(lowering, node, "constructor");
    return [{ ...base, kind: "constructor", key: { literal: "constructor" }, fn }];
  }
  if (!node.name) return [];
  const key = ts.isPrivateIdentifier(node.name)
    ? { literal: node.name.text }
    : propertyKey(lowering, node.name);
  const label = "literal" in key ? key.literal : "computed";
  if (ts.isPropertyDeclaration(node)) {
    const type = typeName(node.type);
    const value = node.initializer
      ? lowerNamed(lowering, node.initializer, `${className}.${label}`)
      : undefined;
    return [
      { ...base, kind: "field", key, ...(value ? { value } : {}), ...(type ? { type } : {}) },
    ];
  }
  if (ts.isMethodDeclaration(node)) {
    // An overload signature has no body; an abstract method keeps its decorators.
    if (!node.body && !base.abstract) return [];
    return [{ ...base, kind: "method", key, fn: lowerFunction(lowering, node, label) }];
  }
  if (ts.isGetAccessorDeclaration(node) || ts.isSetAccessorDeclaration(node)) {
    const kind = ts.isGetAccessorDeclaration(node) ? "getter" : "setter";
    return [{ ...base, kind, key, fn: lowerFunction(lowering, node, label) }];
  }
  return [];
}

function decoratorsOf(lowering: Lowering, node: ts.Node): Expr[] {
  if (!ts.canHaveDecorators(node)) return [];
  return (ts.getDecorators(node) ?? []).map((each) => lowerExpression(lowering, each.expression));
}
