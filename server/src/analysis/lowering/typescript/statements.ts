import { ts } from "ts-morph";
import type { Case, Expr, Pattern, Stmt } from "../../ir/model.js";
import { lowerClass } from "./classes.js";
import { has, type Lowering, spanOf, typeName } from "./context.js";
import { lowerChildren, lowerExpression, lowerNamed } from "./expressions.js";
import { lowerFunction } from "./functions.js";
import { lowerLoop } from "./loops.js";
import { lowerAssignmentTarget, lowerBinding } from "./patterns.js";
import { declaredByBinding, declaredIn, isVar } from "./scope.js";

export function lowerStatements(lowering: Lowering, statements: readonly ts.Statement[]): Stmt[] {
  return statements.flatMap((statement) => lowerStatement(lowering, statement));
}

/** One statement may become several, as `const a = 1, b = 2` does. */
export function lowerStatement(lowering: Lowering, node: ts.Statement): Stmt[] {
  const span = spanOf(lowering, node);
  switch (node.kind) {
    case ts.SyntaxKind.ExpressionStatement: {
      const { expression } = node as ts.ExpressionStatement;
      return [{ op: "expr", value: lowerExpression(lowering, expression), span }];
    }
    case ts.SyntaxKind.VariableStatement:
      return lowerDeclarations(lowering, (node as ts.VariableStatement).declarationList);
    case ts.SyntaxKind.FunctionDeclaration: {
      const declaration = node as ts.FunctionDeclaration;
      if (!declaration.body) return [];
      const fn = lowerFunction(lowering, declaration, declaration.name?.text ?? "default");
      if (declaration.name) return [{ op: "function", fn, span }];
      return [{ op: "export-default", value: { op: "fn", fn, span }, span }];
    }
    case ts.SyntaxKind.ClassDeclaration: {
      const lowered = lowerClass(lowering, node as ts.ClassDeclaration);
      if ((node as ts.ClassDeclaration).name) {
        return [{ op: "class-declaration", class: lowered, span }];
      }
      return [{ op: "export-default", value: { op: "class", class: lowered, span }, span }];
    }
    case ts.SyntaxKind.Block:
      return [lowerBlock(lowering, node as ts.Block)];
    case ts.SyntaxKind.IfStatement: {
      const branch = node as ts.IfStatement;
      return [
        {
          op: "if",
          test: lowerExpression(lowering, branch.expression),
          yes: single(lowering, branch.thenStatement),
          no: branch.elseStatement ? single(lowering, branch.elseStatement) : null,
          span,
        },
      ];
    }
    case ts.SyntaxKind.SwitchStatement:
      return [lowerSwitch(lowering, node as ts.SwitchStatement)];
    case ts.SyntaxKind.ForStatement:
    case ts.SyntaxKind.ForOfStatement:
    case ts.SyntaxKind.ForInStatement:
    case ts.SyntaxKind.WhileStatement:
    case ts.SyntaxKind.DoStatement:
      return [lowerLoop(lowering, node as ts.IterationStatement)];
    case ts.SyntaxKind.TryStatement:
      return [lowerTry(lowering, node as ts.TryStatement)];
    case ts.SyntaxKind.ReturnStatement: {
      const { expression } = node as ts.ReturnStatement;
      return [
        { op: "return", value: expression ? lowerExpression(lowering, expression) : null, span },
      ];
    }
    case ts.SyntaxKind.ThrowStatement: {
      const { expression } = node as ts.ThrowStatement;
      return [{ op: "throw", value: lowerExpression(lowering, expression), span }];
    }
    case ts.SyntaxKind.BreakStatement:
    case ts.SyntaxKind.ContinueStatement: {
      const label = (node as ts.BreakOrContinueStatement).label?.text;
      const op = node.kind === ts.SyntaxKind.BreakStatement ? "break" : "continue";
      return [{ op, ...(label ? { label } : {}), span }];
    }
    case ts.SyntaxKind.LabeledStatement: {
      const labelled = node as ts.LabeledStatement;
      const body = single(lowering, labelled.statement);
      return [{ op: "labelled", label: labelled.label.text, body, span }];
    }
    case ts.SyntaxKind.ExportAssignment: {
      const { expression } = node as ts.ExportAssignment;
      return [{ op: "export-default", value: lowerNamed(lowering, expression, "default"), span }];
    }
    case ts.SyntaxKind.EnumDeclaration:
      return [lowerEnum(lowering, node as ts.EnumDeclaration)];
    case ts.SyntaxKind.ModuleDeclaration:
      return lowerNamespace(lowering, node as ts.ModuleDeclaration);
    case ts.SyntaxKind.ImportEqualsDeclaration:
    case ts.SyntaxKind.ImportDeclaration:
    case ts.SyntaxKind.ExportDeclaration:
    case ts.SyntaxKind.InterfaceDeclaration:
    case ts.SyntaxKind.TypeAliasDeclaration:
    case ts.SyntaxKind.EmptyStatement:
    case ts.SyntaxKind.DebuggerStatement:
      return [];
    default:
      return [{ op: "expr", value: lowerChildren(lowering, node, ts.SyntaxKind[node.kind]), span }];
  }
}

export function single(lowering: Lowering, node: ts.Statement): Stmt {
  const lowered = lowerStatement(lowering, node);
  const [only] = lowered;
  if (lowered.length === 1 && only) return only;
  return { op: "block", body: lowered, declares: declaredIn([node]), span: spanOf(lowering, node) };
}

export function lowerBlock(lowering: Lowering, node: ts.Block): Stmt {
  return {
    op: "block",
    body: lowerStatements(lowering, node.statements),
    declares: declaredIn(node.statements),
    span: spanOf(lowering, node),
  };
}

export function lowerDeclarations(lowering: Lowering, list: ts.VariableDeclarationList): Stmt[] {
  const hoisted = isVar(list);
  return list.declarations.map((declaration) => {
    const type = typeName(declaration.type);
    const name = ts.isIdentifier(declaration.name) ? declaration.name.text : undefined;
    // What is only declared has a value, and nobody knows which.
    let init: Expr | null = isAmbient(list)
      ? { op: "derive", parts: [], span: spanOf(lowering, declaration) }
      : null;
    if (declaration.initializer) {
      init = name
        ? lowerNamed(lowering, declaration.initializer, name)
        : lowerExpression(lowering, declaration.initializer);
    }
    return {
      op: "declare",
      target: lowerBinding(lowering, declaration.name),
      init,
      hoisted,
      ...(type ? { type } : {}),
      span: spanOf(lowering, declaration),
    };
  });
}

function isAmbient({ parent }: ts.VariableDeclarationList): boolean {
  return ts.isVariableStatement(parent) && has(parent, ts.SyntaxKind.DeclareKeyword);
}

function lowerSwitch(lowering: Lowering, node: ts.SwitchStatement): Stmt {
  const cases: Case[] = node.caseBlock.clauses.map((clause) => ({
    test: ts.isCaseClause(clause) ? lowerExpression(lowering, clause.expression) : null,
    body: lowerStatements(lowering, clause.statements),
    span: spanOf(lowering, clause),
  }));
  return {
    op: "switch",
    subject: lowerExpression(lowering, node.expression),
    cases,
    declares: declaredIn(node.caseBlock.clauses.flatMap((clause) => [...clause.statements])),
    span: spanOf(lowering, node),
  };
}

function lowerTry(lowering: Lowering, node: ts.TryStatement): Stmt {
  const clause = node.catchClause;
  const binding = clause?.variableDeclaration?.name;
  return {
    op: "try",
    block: lowerBlock(lowering, node.tryBlock),
    catch: clause
      ? {
          target: binding ? lowerBinding(lowering, binding) : null,
          declares: binding ? declaredByBinding(binding) : [],
          body: lowerBlock(lowering, clause.block),
          span: spanOf(lowering, clause),
        }
      : null,
    finally: node.finallyBlock ? lowerBlock(lowering, node.finallyBlock) : null,
    span: spanOf(lowering, node),
  };
}

function lowerEnum(lowering: Lowering, node: ts.EnumDeclaration): Stmt {
  const span = spanOf(lowering, node);
  return {
    op: "declare",
    target: { op: "name", name: node.name.text, span: spanOf(lowering, node.name) },
    init: {
      op: "object",
      entries: node.members.map((member, index) => ({
        kind: "property",
        key: { literal: member.name.getText(lowering.source).replace(/^["']|["']$/g, "") },
        value: member.initializer
          ? lowerExpression(lowering, member.initializer)
          : { op: "const", value: index, span: spanOf(lowering, member) },
        span: spanOf(lowering, member),
      })),
      span,
    },
    hoisted: false,
    span,
  };
}

/** `namespace N { export const a = 1 }` is an object filled by a block. */
function lowerNamespace(lowering: Lowering, node: ts.ModuleDeclaration): Stmt[] {
  const { body } = node;
  if (!body || !ts.isModuleBlock(body) || !ts.isIdentifier(node.name)) return [];
  const span = spanOf(lowering, node);
  const names = declaredIn(body.statements);
  const target: Pattern = lowerAssignmentTarget(lowering, node.name);
  const members: Expr = {
    op: "object",
    entries: names.map((name) => ({
      kind: "property",
      key: { literal: name },
      value: { op: "read", name, span },
      span,
    })),
    span,
  };
  return [
    {
      op: "block",
      declares: names,
      body: [
        ...lowerStatements(lowering, body.statements),
        { op: "expr", value: { op: "assign", target, value: members, combine: false, span }, span },
      ],
      span,
    },
  ];
}
