import type { KeyedSample, RunHistory, RunSample } from "@millrace/protocol";
import type { DefinitionFact } from "../analysis/index.js";
import type { Source } from "./source.js";

/** What a feature may ask about the files around the one it looks at. */
export interface Codebase {
  /** A file as it is now, unsaved text first; undefined where it cannot be read. */
  source(file: string): Source | undefined;
  /** Files that have to do with flows, as far as the index has come. */
  files(): Iterable<string>;
  /** The file and name that an import or export stands for. */
  exported(file: string, name: string): { file: string; name: string } | undefined;
  resolve(from: string, specifier: string): string | null;
  keyOf(file: string, name: string): string;
  uriOf(file: string): string;
  /**
   * The files that a pattern names, sorted; undefined where there is no disk to look at.
   * @param file whose patterns are relative to its package, and below that to `cwd`
   */
  filesMatching(file: string, cwd: string, pattern: string): readonly string[] | undefined;
  history: HistoryIndex;
}

/** A task or flow, and where it is defined. */
export interface Defined {
  key: string;
  file: string;
  fact: DefinitionFact;
}

/** What is known of earlier runs, by key. */
export class HistoryIndex {
  readonly #flows: ReadonlyMap<string, KeyedSample[]>;
  readonly #tasks: ReadonlyMap<string, KeyedSample[]>;

  constructor({ flows, tasks }: RunHistory = { flows: [], tasks: [] }) {
    this.#flows = byKey(flows);
    this.#tasks = byKey(tasks);
  }

  /** @param file where it is defined: two projects may have the same key */
  of({ kind }: Pick<DefinitionFact, "kind">, key: string, file: string): RunSample | undefined {
    const known = (kind === "flow" ? this.#flows : this.#tasks).get(key);
    return known?.find(({ folder }) => folder === undefined || file.startsWith(`${folder}/`));
  }
}

function byKey(samples: readonly (KeyedSample & { key: string })[]): Map<string, KeyedSample[]> {
  const found = new Map<string, KeyedSample[]>();
  for (const one of samples) found.set(one.key, [...(found.get(one.key) ?? []), one]);
  return found;
}
