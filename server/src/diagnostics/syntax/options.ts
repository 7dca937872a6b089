import { ts } from "ts-morph";
import { literalValue } from "../../analysis/facts/typescript/literals.js";
import { unwrap } from "../../analysis/facts/typescript/unwrap.js";
import type { DefinitionFact } from "../../analysis/index.js";
import type { Subject } from "../subject.js";
import type { DefinitionSyntax } from "./definitions.js";
import { isFunctionLiteral, methodCall } from "./walk.js";

/** Which options an object may have. */
export type OptionsKind = "task" | "flow" | "call" | "config";

/** An object of options as written: of a definition, or of `t.with(...)`. */
export interface OptionsObject {
  kind: OptionsKind;
  object: ts.ObjectLiteralExpression;
  definition: DefinitionFact;
  /** Set where the object belongs to a definition, not to `with`. */
  syntax?: DefinitionSyntax;
  /** A spread or a computed name: options may be there that nobody sees. */
  isOpen: boolean;
  entries: OptionEntry[];
}

export interface OptionEntry {
  name: string;
  nameNode: ts.Node;
  property: ts.ObjectLiteralElementLike;
  value: ts.Expression | undefined;
  literal: OptionValue;
}

/** What an option is for certain: a value, some function, or nothing that can be known here. */
export type OptionValue =
  | { kind: "value"; value: unknown }
  | { kind: "function" }
  | { kind: "unknown" };

const known = new WeakMap<Subject, OptionsObject[]>();

/** Every object of options in the file; many rules ask. */
export function optionsObjects(subject: Subject): OptionsObject[] {
  let objects = known.get(subject);
  if (!objects) {
    objects = findObjects(subject);
    known.set(subject, objects);
  }
  return objects;
}

function findObjects(subject: Subject): OptionsObject[] {
  const own = subject.definitions.flatMap((syntax): OptionsObject[] => {
    const { options: object, fact } = syntax;
    return object
      ? [{ kind: fact.kind, object, definition: fact, syntax, ...entriesOf(object) }]
      : [];
  });
  const withs = subject.nodes(ts.SyntaxKind.CallExpression).flatMap((node): OptionsObject[] => {
    const found = methodCall(node);
    const [argument, ...more] = found?.call.arguments ?? [];
    if (found?.method !== "with" || !argument || more.length > 0) return [];
    const object = unwrap(argument);
    if (!ts.isObjectLiteralExpression(object)) return [];
    const definition = subject.definitionOf(found.object);
    if (!definition) return [];
    const kind = definition.kind === "flow" ? "flow" : "call";
    return [{ kind, object, definition, ...entriesOf(object) }];
  });
  return [...own, ...withs];
}

/** The settings of `export default defineConfig({ ... })`. */
export function configObject({ facts, source }: Subject): ts.ObjectLiteralExpression | undefined {
  if (!facts.config) return undefined;
  const call = source.statements.find(ts.isExportAssignment)?.expression;
  const [given] = call && ts.isCallExpression(call) ? call.arguments : [];
  const object = given && unwrap(given);
  return object && ts.isObjectLiteralExpression(object) ? object : undefined;
}

export function entriesOf(object: ts.ObjectLiteralExpression): {
  isOpen: boolean;
  entries: OptionEntry[];
} {
  let isOpen = false;
  const entries = object.properties.flatMap((property): OptionEntry[] => {
    const { name } = property;
    if (!name || ts.isComputedPropertyName(name) || !("text" in name)) {
      isOpen = true;
      return [];
    }
    const value = ts.isPropertyAssignment(property)
      ? property.initializer
      : ts.isShorthandPropertyAssignment(property)
        ? property.name
        : undefined;
    return [{ name: name.text, nameNode: name, property, value, literal: optionValue(property) }];
  });
  return { isOpen, entries };
}

function optionValue(property: ts.ObjectLiteralElementLike): OptionValue {
  if (ts.isMethodDeclaration(property)) return { kind: "function" };
  if (!ts.isPropertyAssignment(property)) return { kind: "unknown" };
  const value = unwrap(property.initializer);
  if (isFunctionLiteral(value)) return { kind: "function" };
  const literal = literalValue(value);
  return literal.known ? { kind: "value", value: literal.value } : { kind: "unknown" };
}

export function entry(
  { entries }: Pick<OptionsObject, "entries">,
  name: string,
): OptionEntry | undefined {
  return entries.find((each) => each.name === name);
}

/** The literal value of an option, undefined where it is absent or computed. */
export function literalOption(options: Pick<OptionsObject, "entries">, name: string): unknown {
  const literal = entry(options, name)?.literal;
  return literal?.kind === "value" ? literal.value : undefined;
}

/** The object literals that an option holds: `cache: { ... }`, `schedules: [{ ... }, { ... }]`. */
export function objectsOption(
  options: Pick<OptionsObject, "entries">,
  name: string,
): ts.ObjectLiteralExpression[] {
  const given = entry(options, name)?.value;
  const value = given && unwrap(given);
  if (!value) return [];
  const items = ts.isArrayLiteralExpression(value) ? value.elements.map(unwrap) : [value];
  return items.filter(ts.isObjectLiteralExpression);
}

/** The one object literal that an option holds. */
export function objectOption(
  options: Pick<OptionsObject, "entries">,
  name: string,
): ts.ObjectLiteralExpression | undefined {
  return objectsOption(options, name)[0];
}
