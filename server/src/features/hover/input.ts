import type { Position, Range } from "@millrace/protocol";
import { ts } from "ts-morph";
import { plainName } from "../../analysis/facts/typescript/calls.js";
import { secondsOf } from "../../diagnostics/durations.js";
import { spanOf } from "../ago.js";
import { libraryName, nameOf } from "../options/at.js";
import { literalOf } from "../options/expression.js";
import type { Source } from "../source.js";

/** What `await input({ ... })` waits for, and how long: lines of Markdown, and the name they are about. */
export function describeInput(
  source: Source,
  position: Position,
): { lines: string[]; range: Range } | undefined {
  const node = source.nodeAt(source.offsetAt(position));
  if (!ts.isIdentifier(node)) return undefined;
  const callee = ts.isPropertyAccessExpression(node.parent) ? node.parent : node;
  const call = callee.parent;
  if (!ts.isCallExpression(call) || call.expression !== callee) return undefined;
  if (libraryName(plainName(call.expression), source.facts) !== "input") return undefined;
  const [options] = call.arguments;
  const read = (name: string): ts.Expression | undefined =>
    options && ts.isObjectLiteralExpression(options)
      ? options.properties.find(
          (each): each is ts.PropertyAssignment =>
            ts.isPropertyAssignment(each) && nameOf(each.name) === name,
        )?.initializer
      : undefined;
  return { lines: linesOf(read), range: source.rangeOf(node) };
}

function linesOf(read: (name: string) => ts.Expression | undefined): string[] {
  const [schema, prompt, key, timeout] = ["schema", "prompt", "key", "timeout"].map(read);
  const question = literalOf(prompt);
  const name = literalOf(key) ?? (key ? undefined : "input");
  const what = schema ? `an answer that fits \`${short(schema)}\`` : "yes or no";
  const seconds = secondsOf(literalOf(timeout));
  const until = !timeout
    ? "as long as the run goes on"
    : seconds === undefined
      ? "as long as `timeout` says"
      : `at most **${spanOf(seconds)}**, then an \`InputTimeoutError\` is thrown`;
  return [
    `Pauses here until a person has given **${what}**${name === undefined ? "" : ` to \`${name}\``}: in the editor, in the terminal that runs the flow, or with \`millrace runs answer\`.`,
    ...(typeof question === "string" ? [`> ${question}`] : []),
    `It waits ${until}.`,
  ];
}

function short(node: ts.Expression): string {
  const text = node.getText().replace(/\s+/g, " ");
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
