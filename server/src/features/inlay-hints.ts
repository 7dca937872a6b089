import type { Range } from "@millrace/protocol";
import type { InlayHint } from "vscode-languageserver";
import { contains, type Source } from "./source.js";
import { taskValues } from "./values-in-scope.js";

/** `<- fetchData` behind the variables that hold what a task gave. */
export function computeInlayHints(source: Source, range: Range): InlayHint[] {
  return taskValues(source).flatMap(({ name, task, declaration }) => {
    const position = source.rangeOf(declaration.name).end;
    // `const extract = extract()` would say nothing new.
    if (name === task || !contains(range, position)) return [];
    return [{ position, label: `<- ${task}`, paddingLeft: true }];
  });
}
