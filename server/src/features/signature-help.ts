import type { Position } from "@millrace/protocol";
import { ts } from "ts-morph";
import type { ParameterInformation, SignatureHelp } from "vscode-languageserver";
import type { Codebase } from "./codebase.js";
import { mentionAt } from "./definition-at.js";
import type { Source } from "./source.js";

/** The parameters of the task or flow that is called around a position, `map` included. */
export function computeSignatureHelp(
  source: Source,
  position: Position,
  codebase: Codebase,
): SignatureHelp | null {
  const offset = source.offsetAt(position);
  const call = callAround(source.nodeAt(offset), offset, source);
  if (!call) return null;
  const { expression } = call;
  const isMap = ts.isPropertyAccessExpression(expression) && expression.name.text === "map";
  const callee = isMap ? expression.expression : expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const { defined } = mentionAt(source, source.rangeOf(name).start, codebase) ?? {};
  if (!defined) return null;
  const { fact } = defined;
  const parameters = fact.params.map((param): ParameterInformation => {
    const type = isMap ? `Iterable<${param.type}>` : param.type;
    return { label: `${param.name}${param.required ? "" : "?"}: ${type}` };
  });
  const shown = parameters.map(({ label }) => label).join(", ");
  const returns = fact.returns === undefined ? "" : `: ${fact.returns}`;
  const active = call.arguments.filter(({ end }) => end < offset).length;
  return {
    signatures: [
      {
        label: `${fact.name}${isMap ? ".map" : ""}(${shown})${returns}`,
        parameters,
        ...(fact.documentation
          ? { documentation: { kind: "markdown", value: fact.documentation } }
          : {}),
      },
    ],
    activeSignature: 0,
    activeParameter: Math.min(active, Math.max(0, parameters.length - 1)),
  };
}

/** The innermost call whose parentheses the offset is between. */
function callAround(node: ts.Node, offset: number, source: Source): ts.CallExpression | undefined {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionLike(at)) return undefined;
    if (!ts.isCallExpression(at)) continue;
    const open = source.text.indexOf("(", at.expression.end);
    if (open !== -1 && open < offset) return at;
  }
  return undefined;
}
