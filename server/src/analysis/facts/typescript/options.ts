import { ts } from "ts-morph";
import type { OptionFact } from "../model.js";
import { literalValue } from "./literals.js";
import { unwrap } from "./unwrap.js";

/** The options of an object literal, in source order. */
export function optionFacts(
  source: ts.SourceFile,
  range: (node: ts.Node) => OptionFact["range"],
  options: ts.Expression,
): OptionFact[] {
  const object = unwrap(options);
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
