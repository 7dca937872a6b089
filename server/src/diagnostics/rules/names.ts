import { ts } from "ts-morph";
import type { DefinitionFact, FileFacts } from "../../analysis/index.js";
import { nearest } from "../nearest.js";
import type { Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import { entry, literalOption, optionsObjects } from "../syntax/options.js";
import { functionAround, isFunctionLiteral } from "../syntax/walk.js";

/** MR601 */
export const duplicateName: Rule = {
  code: "MR601",
  name: "duplicate-name",
  severity: "error",
  summary: "Two flows, or two tasks, have the same name",
  *find(subject) {
    // What a function defines may be made again each time it is called, as tests do.
    const definitions = subject.definitions
      .filter(({ call }) => !functionAround(call))
      .map(({ fact }) => fact);
    for (const [index, fact] of definitions.entries()) {
      const twin = definitions.slice(0, index).find((each) => isTwin(each, fact));
      if (twin) {
        yield duplicate(fact, { ...twin, file: subject.file });
        continue;
      }
      const elsewhere =
        fact.kind === "flow" && givenName(fact) ? twinElsewhere(subject, fact) : undefined;
      if (elsewhere) yield { ...duplicate(fact, elsewhere), severity: "information" };
    }
  },
};

/** Flows are chosen by name, so any name counts; a task's name counts where somebody gave it. */
function isTwin(left: DefinitionFact, right: DefinitionFact): boolean {
  if (left.kind !== right.kind || left.label !== right.label || left.name === right.name)
    return false;
  return givenName(left) !== undefined && givenName(right) !== undefined;
}

function givenName(fact: DefinitionFact): string | undefined {
  const value = fact.options.find(({ name }) => name === "name")?.value;
  return typeof value === "string" ? value : undefined;
}

function twinElsewhere(subject: Subject, fact: DefinitionFact) {
  const { analyzer, files } = subject.codebase;
  for (const file of files) {
    if (file === subject.file) continue;
    const twin = analyzer.facts(file)?.definitions.find((each) => isNamesake(each, fact));
    if (twin) return { ...twin, file };
  }
  return undefined;
}

function isNamesake(left: DefinitionFact, right: DefinitionFact): boolean {
  return left.kind === right.kind && givenName(left) === givenName(right);
}

function duplicate(fact: DefinitionFact, twin: DefinitionFact & { file: string }): Found {
  const option = fact.options.find(({ name }) => name === "name");
  return {
    message: `Two ${fact.kind}s are named '${fact.label}': their runs cannot be told apart. Rename one.`,
    range: option?.valueRange ?? fact.nameRange,
    related: [
      {
        message: `The other ${fact.kind} named '${fact.label}'`,
        file: twin.file,
        range: twin.options.find(({ name }) => name === "name")?.valueRange ?? twin.nameRange,
      },
    ],
  };
}

/** MR602 */
export const shadowedTask: Rule = {
  code: "MR602",
  name: "shadowed-task",
  severity: "warning",
  summary: "A plain function hides a task of the same name",
  *find(subject) {
    for (const { expression } of subject.nodes<ts.CallExpression>(ts.SyntaxKind.CallExpression)) {
      if (!ts.isIdentifier(expression)) continue;
      const local = subject.bindings.of(expression);
      if (!local || ts.isSourceFile(local.scope) || !isPlainFunction(local.declaration)) continue;
      const task = taskAtTop(subject, expression);
      if (!task) continue;
      yield {
        message: `'${expression.text}' is the function declared in here and hides the ${task.kind} of the same name: this call records nothing.`,
        range: subject.range(expression),
        related: [
          {
            message: `Hides the ${task.kind} '${task.label}'`,
            file: subject.file,
            range: subject.range(local.node),
          },
        ],
      };
    }
  },
};

function isPlainFunction(declaration: ts.Node): boolean {
  if (ts.isFunctionDeclaration(declaration)) return true;
  return ts.isVariableDeclaration(declaration) && isFunctionLiteral(declaration.initializer);
}

function taskAtTop(subject: Subject, name: ts.Identifier): DefinitionFact | undefined {
  const top = subject.bindings.lookup(name.text, subject.source);
  return top ? subject.definitionOf(top.node) : undefined;
}

/** MR604 */
export const runNameTemplate: Rule = {
  code: "MR604",
  name: "run-name-template",
  severity: "warning",
  summary: "A run name refers to something that is no parameter",
  *find(subject) {
    for (const options of optionsObjects(subject)) {
      const value = entry(options, "runName")?.value;
      const template = literalOption(options, "runName");
      const isFunctionKnown = options.syntax
        ? options.syntax.fn
        : options.definition.params.length > 0;
      if (!value || typeof template !== "string" || !isFunctionKnown) continue;
      const names = options.definition.params.map(({ name }, index) =>
        /^[\p{ID_Start}$_]/u.test(name) ? name : `arg${index + 1}`,
      );
      yield* unknownNames(subject, value, names);
    }
  },
};

function* unknownNames(
  subject: Subject,
  value: ts.Expression,
  names: readonly string[],
): Iterable<Found> {
  const start = value.getStart(subject.source);
  for (const match of value.getText(subject.source).matchAll(/\{([^{}]+)\}/g)) {
    const [first = ""] = (match[1] ?? "").split(".");
    if (names.includes(first)) continue;
    const near = nearest(first, names);
    const from = start + match.index + 1;
    const range = subject.spanRange(from, from + first.length);
    const known = names.length > 0 ? `the parameters are ${names.join(", ")}` : "there are none";
    yield {
      message: `'${first}' is no parameter of this task, so the run's name keeps the braces: ${known}.`,
      range,
      fixes: near
        ? [
            {
              title: `Change to '${near}'`,
              edits: [{ file: subject.file, range, text: near }],
              preferred: true,
            },
          ]
        : [],
    };
  }
}

const SECRET = /(password|passwd|passphrase|secret|token|api_?key|credentials?|private_?key)$/i;
const PAGING = /^(next|page|continuation|cursor|sync|start)/i;

/** MR407 */
export const secretParam: Rule = {
  code: "MR407",
  name: "secret-param",
  severity: "hint",
  summary: "A flow's parameter looks like a secret, and parameters are stored with the run",
  *find(subject) {
    for (const fact of subject.facts.definitions) {
      if (fact.kind !== "flow") continue;
      for (const { name, location } of fact.params) {
        if (!SECRET.test(name) || PAGING.test(name)) continue;
        yield {
          message: `'${name}' looks like a secret, and parameters are stored with every run: read it from the environment in the task that needs it.`,
          range: location,
        };
      }
    }
  },
};

/** MR108 */
export const unusedTask: Rule = {
  code: "MR108",
  name: "unused-task",
  severity: "hint",
  summary: "A task that nothing in the workspace calls",
  *find(subject) {
    for (const { fact } of subject.definitions) {
      if (fact.kind !== "task" || fact.name === "default") continue;
      const name = fact.name.slice(fact.name.lastIndexOf(".") + 1);
      if (isUsedHere(subject, fact, name) || isUsedElsewhere(subject, fact, name)) continue;
      yield {
        message: `Task '${fact.label}' is never used in this workspace.`,
        range: fact.nameRange,
      };
    }
  },
};

function isUsedHere(subject: Subject, fact: DefinitionFact, name: string): boolean {
  if (fact.form !== "function") return isMember(subject, name);
  const binding = subject.bindings.lookup(name, subject.source);
  // A property of a table: anything may reach it.
  if (!binding || subject.definitionOf(binding.node) !== fact) return true;
  return binding.reads.length > 0;
}

function isMember(subject: Subject, name: string): boolean {
  return subject
    .nodes<ts.PropertyAccessExpression>(ts.SyntaxKind.PropertyAccessExpression)
    .some((each) => each.name.text === name);
}

/** By name alone: a namesake in another file keeps the hint away, and that is the cheaper mistake. */
function isUsedElsewhere(subject: Subject, fact: DefinitionFact, name: string): boolean {
  const { analyzer, files } = subject.codebase;
  const others = files.filter((each) => each !== subject.file);
  if (others.length === 0) return fact.exported;
  return others.some((file) => {
    const facts = analyzer.facts(file);
    return facts !== undefined && namesUsedIn(facts).has(name);
  });
}

const namesUsed = new WeakMap<FileFacts, Set<string>>();

/** What a file imports by name or calls as a member: computed once for each state of its text. */
function namesUsedIn(facts: FileFacts): Set<string> {
  let names = namesUsed.get(facts);
  if (!names) {
    const members = facts.calls.map(({ callee }) => callee.slice(callee.lastIndexOf(".") + 1));
    names = new Set([...facts.imports.map(({ imported }) => imported), ...members]);
    namesUsed.set(facts, names);
  }
  return names;
}
