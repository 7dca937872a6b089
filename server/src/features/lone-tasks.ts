import type { LoneTask } from "@millrace/protocol";
import type { Codebase } from "./codebase.js";
import { exportNameOf } from "./task-graph.js";

/** The tasks that can run by themselves and that no flow calls: nothing else would name their runs. */
export function computeLoneTasks(codebase: Codebase): LoneTask[] {
  const sources = [...codebase.files()].sort().flatMap((file) => codebase.source(file) ?? []);
  const called = new Set(
    sources.flatMap(({ analysis }) =>
      analysis.graph.flows.flatMap(({ nodes }) => nodes.flatMap(({ task }) => task ?? [])),
    ),
  );
  return sources.flatMap((source) =>
    source.facts.definitions.flatMap((fact): LoneTask[] => {
      const key = codebase.keyOf(source.file, fact.name);
      if (called.has(key) || exportNameOf(source, fact) === undefined) return [];
      const { file } = source;
      const definition = { file, range: fact.range };
      return [{ key, name: fact.label, uri: codebase.uriOf(file), definition }];
    }),
  );
}
