import { ts } from "ts-morph";
import { inserting } from "../fixes.js";
import type { Fix, Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import type { DefinitionSyntax } from "../syntax/definitions.js";
import { entry, literalOption, type OptionEntry, optionsObjects } from "../syntax/options.js";
import { functionAround, isWithin } from "../syntax/walk.js";

/** MR314: what a thread of its own cannot find, or does not share. */
export const workerScope: Rule = {
  code: "MR314",
  name: "worker-scope",
  severity: "error",
  summary:
    "A task for a worker thread that the worker cannot find, or that uses what it does not share",
  *find(subject) {
    for (const options of optionsObjects(subject)) {
      const { syntax } = options;
      const option = entry(options, "runIn");
      if (!syntax || !option || literalOption(options, "runIn") !== "worker") continue;
      const lost = unreachable(subject, syntax, option);
      if (lost) yield lost;
      else yield* unshared(subject, syntax);
    }
  },
};

/** A worker loads the file, and finds the task by its export. */
function unreachable(
  subject: Subject,
  { fact, call, label }: DefinitionSyntax,
  { property }: OptionEntry,
): Found | undefined {
  const range = subject.range(property);
  if (fact.className) {
    if (isStatic(call) && fact.exported) return undefined;
    const why = isStatic(call)
      ? "its class is not exported"
      : "it is a method, and the instance stays where it is";
    return {
      message: `'${label}' cannot run in a worker thread: ${why}. Make it an exported \`const\`, or static.`,
      range,
    };
  }
  if (functionAround(call)) {
    return {
      message: `'${label}' cannot run in a worker thread: it is defined inside a function, where a worker does not find it. Move it to the top level of the file and export it.`,
      range,
    };
  }
  if (fact.exported || fact.name === "default") return undefined;
  return {
    message: `'${label}' cannot run in a worker thread: it is not exported, and a worker finds it by its export.`,
    range,
    fixes: exporting(subject, call),
  };
}

function isStatic(call: ts.Node): boolean {
  for (let at = call; at && !ts.isClassLike(at); at = at.parent) {
    if (!ts.isMethodDeclaration(at) && !ts.isPropertyDeclaration(at)) continue;
    return (ts.getModifiers(at) ?? []).some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
  }
  return false;
}

function exporting(subject: Subject, call: ts.Node): Fix[] {
  let at = call;
  while (at.parent && !ts.isSourceFile(at.parent)) at = at.parent;
  if (!ts.isVariableStatement(at)) return [];
  const edit = inserting(subject, at.getStart(subject.source), "export ");
  return [{ title: "Export it", edits: [edit], preferred: true }];
}

/** The worker has a copy of the module: what one of them sets, the other does not see. */
function* unshared(subject: Subject, { fn, label }: DefinitionSyntax): Iterable<Found> {
  if (!fn) return;
  const asking = subject
    .nodes<ts.CallExpression>(ts.SyntaxKind.CallExpression)
    .find((call) => isWithin(call, fn) && isInput(subject, call.expression));
  if (asking) {
    yield {
      message: `'${label}' runs in a worker thread, where input() cannot ask: ask in the flow, and hand the answer over.`,
      range: subject.range(asking.expression),
    };
  }
  for (const { name, scope, declaration, reads, writes, node } of subject.bindings.all) {
    const isModules = ts.isSourceFile(scope) && ts.isVariableDeclaration(declaration);
    const use = [...writes, ...reads].find((each) => isWithin(each, fn));
    if (!isModules || !use || writes.length === 0) continue;
    yield {
      message: `'${label}' runs in a worker thread, which has a '${name}' of its own: what is assigned to it on one side is not seen on the other. Pass the value in, and return what changes.`,
      range: subject.range(use),
      severity: "warning",
      related: [
        { message: `'${name}' is declared here`, file: subject.file, range: subject.range(node) },
      ],
    };
  }
}

function isInput({ bindings, facts }: Subject, callee: ts.Expression): boolean {
  const binding = ts.isIdentifier(callee) ? bindings.of(callee) : undefined;
  return facts.imports.some(
    ({ local, imported, specifier }) =>
      local === binding?.name &&
      ts.isSourceFile(binding.scope) &&
      imported === "input" &&
      specifier === "millrace",
  );
}
