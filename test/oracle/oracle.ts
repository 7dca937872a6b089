/** One program, whole: printed, analysed, run in several worlds, compared. */
import {
  createAnalyzer,
  type FlowAnalysis,
  type SourceHost,
} from "../../server/src/analysis/index.js";
import { compare } from "./compare.js";
import type { Loaded, Loader } from "./load.js";
import type { Sources } from "./print.js";
import type { Report } from "./report.js";
import { type Observation, perform } from "./stage.js";
import { worlds } from "./world.js";

export interface Effort {
  /** Worlds every program is run in. */
  few: number;
  /** Worlds it is run in where a few left an edge of the graph unseen. */
  many: number;
}

export const usualEffort: Effort = { few: 7, many: 112 };

export function hostOf(sources: Sources, root: string): SourceHost {
  const relative = (path: string) => path.slice(root.length + 1);
  return {
    root,
    read: (path) => sources[relative(path)],
    exists: (path) => relative(path) in sources,
  };
}

const mostTries = 5;

/**
 * The graphs of `flow.ts`. The analysis stops after some time, which on a machine that is busy with
 * other things says nothing about the program: it is asked again then.
 */
export function analyse(sources: Sources, root: string): FlowAnalysis[] {
  for (let tries = 1; ; tries++) {
    const { flows } = createAnalyzer(hostOf(sources, root)).analyzeFile(`${root}/flow.ts`);
    const ranOut = flows.some(({ graph }) =>
      graph.incomplete.some(({ reason }) => /stopped after \d+ ms/.test(reason)),
    );
    if (!ranOut || tries === mostTries) return flows;
  }
}

export async function examine(
  sources: Sources,
  loader: Loader,
  effort: Effort = usualEffort,
): Promise<Report> {
  return examineLoaded(sources, await loader.load(sources), effort);
}

export async function examineLoaded(
  sources: Sources,
  { folder, exports }: Loaded,
  { few, many }: Effort,
): Promise<Report> {
  const flows = analyse(sources, folder);
  const start = starter(exports);
  const all = worlds(many);
  const observations: Observation[] = [];
  for (const world of all.slice(0, few)) observations.push(await perform(world, start));
  let report = compare(flows, observations, folder);
  // An edge in a rare corner is not false for having been missed: look longer before saying so.
  for (let more = few; isDoubtful(report) && more < many; more *= 2) {
    for (const world of all.slice(more, more * 2)) observations.push(await perform(world, start));
    report = compare(flows, observations, folder);
  }
  return report;
}

/** Says that something never is, which more worlds may disprove. */
function isDoubtful({ disagreements }: Report): boolean {
  return disagreements.some(({ kind }) => kind.startsWith("false "));
}

type Start = (url: string, full: boolean) => PromiseLike<unknown>;

function starter(exports: Record<string, unknown>): Start {
  const { Pipeline, main } = exports as { Pipeline?: new () => { main: Start }; main?: Start };
  return (url, full) => {
    const call = Pipeline === undefined ? main : undefined;
    return call === undefined
      ? new (Pipeline as new () => { main: Start })().main(url, full)
      : call(url, full);
  };
}
