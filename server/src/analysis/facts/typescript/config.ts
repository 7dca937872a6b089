import { ts } from "ts-morph";
import type { ImportFact, OptionFact } from "../model.js";
import { plainName } from "./calls.js";
import { optionFacts } from "./options.js";

/** What `export default defineConfig({ ... })` says; undefined where a file does not. */
export function configFacts(
  source: ts.SourceFile,
  range: (node: ts.Node) => OptionFact["range"],
  imports: readonly ImportFact[],
): OptionFact[] | undefined {
  const assignment = source.statements.find(ts.isExportAssignment);
  const call = assignment?.expression;
  if (!call || !ts.isCallExpression(call)) return undefined;
  const [first, member] = (plainName(call.expression) ?? "").split(".");
  const named = imports.find(
    ({ local, specifier }) => local === first && /^millrace(\/|$)/.test(specifier),
  );
  const name = named?.imported === "*" ? member : named?.imported;
  const [options] = call.arguments;
  return name === "defineConfig" && options ? optionFacts(source, range, options) : undefined;
}
