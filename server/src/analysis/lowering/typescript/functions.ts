import { ts } from "ts-morph";
import type { Fn, Param } from "../../ir/model.js";
import { has, type Lowering, spanOf, typeName } from "./context.js";
import { lowerExpression } from "./expressions.js";
import { lowerBinding } from "./patterns.js";
import { declaredIn, hoistedIn } from "./scope.js";
import { lowerStatements } from "./statements.js";

type FunctionNode = ts.FunctionLikeDeclaration;

export function lowerFunction(lowering: Lowering, node: FunctionNode, name: string): Fn {
  const body = "body" in node ? node.body : undefined;
  const span = spanOf(lowering, node);
  return {
    name,
    params: node.parameters
      .filter((param) => !(ts.isIdentifier(param.name) && param.name.text === "this"))
      .map((param) => lowerParam(lowering, param)),
    body: !body
      ? []
      : ts.isBlock(body)
        ? lowerStatements(lowering, body.statements)
        : [{ op: "return", value: lowerExpression(lowering, body), span: spanOf(lowering, body) }],
    declares: body && ts.isBlock(body) ? [...declaredIn(body.statements), ...hoistedIn(body)] : [],
    async: has(node, ts.SyntaxKind.AsyncKeyword),
    generator: "asteriskToken" in node && node.asteriskToken !== undefined,
    arrow: ts.isArrowFunction(node),
    span,
  };
}

function lowerParam(lowering: Lowering, node: ts.ParameterDeclaration): Param {
  const type = typeName(node.type);
  const isProperty =
    has(node, ts.SyntaxKind.PrivateKeyword) ||
    has(node, ts.SyntaxKind.PublicKeyword) ||
    has(node, ts.SyntaxKind.ProtectedKeyword) ||
    has(node, ts.SyntaxKind.ReadonlyKeyword);
  return {
    target: lowerBinding(lowering, node.name),
    default: node.initializer ? lowerExpression(lowering, node.initializer) : null,
    rest: node.dotDotDotToken !== undefined,
    ...(type ? { type } : {}),
    ...(isProperty && ts.isIdentifier(node.name) ? { property: node.name.text } : {}),
    span: spanOf(lowering, node),
  };
}
