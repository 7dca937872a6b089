import { ts } from "ts-morph";
import { literalValue } from "../../analysis/facts/typescript/literals.js";
import { unwrap } from "../../analysis/facts/typescript/unwrap.js";
import type { Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import { methodCall } from "../syntax/walk.js";

/** MR114: lists that cannot be zipped; the call throws. */
export const mapLength: Rule = {
  code: "MR114",
  name: "map-length",
  severity: "warning",
  summary: "A mapped task is given lists of different lengths, or no list",
  *find(subject) {
    for (const node of subject.nodes(ts.SyntaxKind.CallExpression)) {
      const found = methodCall(node);
      if (found?.method !== "map" || subject.definitionOf(found.object)?.kind !== "task") continue;
      const { call, name } = found;
      if (call.arguments.some(ts.isSpreadElement)) continue;
      yield* scalars(subject, call);
      yield* lengths(subject, call);
      const isNoList =
        call.arguments.length === 0 || call.arguments.every((each) => isUnmapped(each));
      if (isNoList) {
        yield {
          message: "No argument is a list to map over: the call fails.",
          range: subject.range(name),
        };
      }
    }
  },
};

function isUnmapped(node: ts.Expression): boolean {
  const value = unwrap(node);
  return ts.isCallExpression(value) && value.expression.getText() === "unmapped";
}

function* scalars(subject: Subject, call: ts.CallExpression): Iterable<Found> {
  for (const each of call.arguments) {
    const literal = literalValue(each);
    if (!literal.known || Array.isArray(literal.value)) continue;
    yield {
      message:
        "This is no list, so it cannot be mapped over: wrap it in unmapped(...) to give it to every call.",
      range: subject.range(each),
    };
  }
}

function* lengths(subject: Subject, call: ts.CallExpression): Iterable<Found> {
  const known = call.arguments.flatMap((node) => {
    const length = lengthOf(subject, node);
    return length === undefined ? [] : [{ node, length }];
  });
  const [first] = known;
  const other = known.find(({ length }) => length !== first?.length);
  if (!first || !other) return;
  yield {
    message: `The mapped lists have lengths ${first.length} and ${other.length}: the call fails. Give lists of one length, or wrap what every call needs in unmapped(...).`,
    range: subject.range(other.node),
    related: [
      {
        message: `${first.length} here`,
        file: subject.file,
        range: subject.range(first.node),
      },
    ],
  };
}

/** Of a list written here, or held by a constant that nothing but this call looks at. */
function lengthOf(subject: Subject, node: ts.Expression): number | undefined {
  const value = unwrap(node);
  if (ts.isArrayLiteralExpression(value))
    return value.elements.some(ts.isSpreadElement) ? undefined : value.elements.length;
  if (!ts.isIdentifier(value)) return undefined;
  const binding = subject.bindings.of(value);
  const declaration = binding?.declaration;
  if (!binding || binding.writes.length > 0 || binding.reads.length > 1) return undefined;
  return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
    ? arrayLength(unwrap(declaration.initializer))
    : undefined;
}

function arrayLength(node: ts.Expression): number | undefined {
  if (!ts.isArrayLiteralExpression(node) || node.elements.some(ts.isSpreadElement))
    return undefined;
  return node.elements.length;
}
