import picomatch from "picomatch";
import type { ts } from "ts-morph";
import type { FilePattern } from "../file-patterns.js";
import type { Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import {
  folderOf,
  isTakenOut,
  type OwnFiles,
  otherTasks,
  overlap,
  tasksWithFiles,
  touches,
  writes,
} from "../task-files.js";

/** MR311: two tasks that write one file. */
export const outputOverlap: Rule = {
  code: "MR311",
  name: "output-overlap",
  severity: "warning",
  summary: "Two tasks write the same file",
  *find(subject) {
    const all = tasksWithFiles(subject);
    const elsewhere = all.length === 0 ? [] : otherTasks(subject);
    const seen: OwnFiles[] = [];
    for (const own of all) {
      const folder = folderOf(subject, subject.file, own.cwd);
      for (const { node, pattern } of own.outputs) {
        const here = seen.find(
          (each) => folderOf(subject, subject.file, each.cwd) === folder && writes(each, pattern),
        );
        const other = here
          ? undefined
          : elsewhere.find((each) => each.folder === folder && touches(each.outputs, pattern));
        if (isTakenOut(own.outputs, pattern)) continue;
        if (here) {
          const twin = here.outputs.find((each) => overlap(each.pattern, pattern));
          const related = twin
            ? [
                {
                  message: `'${here.label}' writes it here`,
                  file: subject.file,
                  range: subject.range(twin.node),
                },
              ]
            : [];
          yield shared(subject, own, here.label, node, pattern, related);
        } else if (other) {
          const { file, range } = other;
          const related = [{ message: `'${other.label}' writes it here`, file, range }];
          yield shared(subject, own, other.label, node, pattern, related);
        }
      }
      seen.push(own);
    }
  },
};

function shared(
  subject: Subject,
  own: OwnFiles,
  other: string,
  node: ts.Expression,
  pattern: FilePattern,
  related: NonNullable<Found["related"]>,
): Found {
  return {
    message: `'${own.label}' and '${other}' both write \`${pattern.text}\`: each finds that the file is not what it wrote, and both run every time.`,
    range: subject.range(node),
    related,
  };
}

/** MR312: an output that is an input too. */
export const outputIsInput: Rule = {
  code: "MR312",
  name: "output-is-input",
  severity: "warning",
  summary: "A task's output is an input of its own",
  *find(subject) {
    for (const own of tasksWithFiles(subject)) {
      for (const { node, pattern } of own.inputs) {
        const twin = own.outputs.find((each) => each.pattern.text === pattern.text);
        if (!twin || pattern.negated || twin.pattern.negated) continue;
        yield {
          message: `'${own.label}' writes \`${pattern.text}\` itself, so that it does not count as an input: read from one file and write to another.`,
          range: subject.range(node),
          related: [
            {
              message: "It is an output here",
              file: subject.file,
              range: subject.range(twin.node),
            },
          ],
        };
      }
    }
  },
};

/** MR313: an input that is not there. */
export const missingInput: Rule = {
  code: "MR313",
  name: "missing-input",
  severity: "hint",
  summary: "No file matches an input",
  *find(subject) {
    const { codebase, file } = subject;
    if (!codebase.filesMatching) return;
    const all = tasksWithFiles(subject);
    const elsewhere = all.length === 0 ? [] : otherTasks(subject);
    for (const own of all) {
      const folder = folderOf(subject, file, own.cwd);
      for (const { node, pattern } of own.inputs) {
        if (pattern.negated || pattern.optional || pattern.isTemplate || isAnywhere(pattern))
          continue;
        // What another task makes need not be there yet.
        const isMade =
          all.some((each) => each !== own && writes(each, pattern)) ||
          elsewhere.some((each) => each.folder === folder && touches(each.outputs, pattern));
        if (isMade || codebase.filesMatching(file, own.cwd, pattern.text)?.length !== 0) continue;
        yield {
          message: `No file matches \`${pattern.text}\` now, and '${own.label}' fails without one. Where it may be absent, write { glob: ${JSON.stringify(pattern.text)}, optional: true }.`,
          range: subject.range(node),
        };
      }
    }
  },
};

/** A wildcard with no folder before it: looking through everything takes too long for each edit. */
function isAnywhere({ text }: FilePattern): boolean {
  return picomatch.scan(text).isGlob && picomatch.scan(text).base === "";
}
