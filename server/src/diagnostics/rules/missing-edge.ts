import { ts } from "ts-morph";
import type { Owner, Site } from "../../analysis/index.js";
import type { Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import type { DefinitionSyntax } from "../syntax/definitions.js";
import { bodyOf, isWithin, walkAll } from "../syntax/walk.js";

/** Something that one task leaves and another takes up, outside of arguments and results. */
interface Shared {
  what: string;
  writer: DefinitionSyntax;
  reader: DefinitionSyntax;
}

/** MR106 */
export const missingEdge: Rule = {
  code: "MR106",
  name: "missing-edge",
  severity: "hint",
  summary: "A task may rely on what another does, but nothing orders the two",
  *find(subject) {
    const shared = [...sharedVariables(subject), ...sharedFiles(subject)];
    if (shared.length === 0) return;
    for (const { model } of subject.flows) {
      for (const { what, writer, reader } of shared) {
        const of = ({ fact }: DefinitionSyntax) =>
          model.sites.filter(({ definition }) => definition?.exportName === fact.name);
        const [read] = of(reader).filter(({ location }) => location.file === subject.file);
        const [write] = of(writer);
        if (!read || !write || comesBefore(write, read) || comesBefore(read, write)) continue;
        const { start, end } = read.location.span;
        yield {
          message: `'${reader.label}' may rely on what '${writer.label}' does (${what}), but nothing orders the two. Pass the result on, or use waitFor.`,
          range: subject.spanRange(start, end),
        };
      }
    }
  },
};

/** Whether any way along the edges leads from one call to the other. */
function comesBefore(first: Site, second: Site): boolean {
  const seen = new Set<Owner>();
  const queue: Owner[] = [second];
  for (let at = queue.pop(); at; at = queue.pop()) {
    if (at === first) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    queue.push(...at.incoming.keys());
    if (at.parent) queue.push(at.parent);
  }
  return false;
}

function sharedVariables(subject: Subject): Shared[] {
  const tasks = subject.definitions.filter(({ fact }) => fact.kind === "task");
  const within = (node: ts.Node) => tasks.find(({ fn }) => fn && isWithin(node, fn));
  return subject.bindings.all.flatMap(({ name, scope, reads, writes }): Shared[] => {
    if (!ts.isSourceFile(scope)) return [];
    const writer = writes.map(within).find(Boolean);
    const reader = reads.map(within).find((each) => each && each !== writer);
    return writer && reader ? [{ what: `variable ${name}`, writer, reader }] : [];
  });
}

const WRITES = new Set(["writeFile", "writeFileSync", "appendFile", "appendFileSync"]);
const READS = new Set(["readFile", "readFileSync", "createReadStream"]);

function sharedFiles(subject: Subject): Shared[] {
  const written = pathsIn(subject, WRITES);
  const read = pathsIn(subject, READS);
  return [...read].flatMap(([path, reader]): Shared[] => {
    const writer = written.get(path);
    return writer && writer !== reader ? [{ what: `file ${path}`, writer, reader }] : [];
  });
}

/** Literal paths given to functions of these names, by the task that does it. */
function pathsIn(subject: Subject, names: ReadonlySet<string>): Map<string, DefinitionSyntax> {
  const found = new Map<string, DefinitionSyntax>();
  for (const definition of subject.definitions) {
    const body = definition.fact.kind === "task" && definition.fn && bodyOf(definition.fn);
    if (!body) continue;
    walkAll(body, (node) => {
      if (!ts.isCallExpression(node)) return;
      const name = node.expression.getText().split(".").at(-1) ?? "";
      const [path] = node.arguments;
      if (names.has(name) && path && ts.isStringLiteralLike(path)) found.set(path.text, definition);
    });
  }
  return found;
}
