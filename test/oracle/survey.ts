/** Many programs, and what was found in all of them. */
import * as fc from "fast-check";
import type { Loaded, Loader } from "./load.js";
import { type Effort, examineLoaded, usualEffort } from "./oracle.js";
import { print, type Sources } from "./print.js";
import { program } from "./program.js";
import { add, type DisagreementKind, noScores, type Scores } from "./report.js";

export interface Trouble {
  kind: DisagreementKind | "crash";
  detail: string;
  /** Programs are counted from 0 within a seed. */
  index: number;
  sources: Sources;
}

export interface Survey {
  seed: number;
  programs: number;
  scores: Scores;
  /** The first of each kind in each program. */
  troubles: Trouble[];
}

export interface SurveyOptions {
  seed: number;
  programs: number;
  effort?: Effort;
}

export async function survey(
  loader: Loader,
  { seed, programs, effort = usualEffort }: SurveyOptions,
): Promise<Survey> {
  const scores = noScores();
  const troubles: Trouble[] = [];
  const printed = fc.sample(program, { seed, numRuns: programs }).map((each) => print(each));
  // Loading waits for esbuild and files: the next ones can, while this one runs.
  const loads = printed.slice(0, ahead).map((sources) => load(loader, sources));
  for (const [index, sources] of printed.entries()) {
    const next = printed[index + ahead];
    if (next !== undefined) loads.push(load(loader, next));
    try {
      const loaded = await (loads[index] as Promise<Loaded | Error>);
      if (loaded instanceof Error) throw loaded;
      const report = await examineLoaded(sources, loaded, effort);
      add(scores, report.scores);
      const kinds = new Set<string>();
      for (const { kind, detail } of report.disagreements) {
        if (!kinds.has(kind)) troubles.push({ kind, detail, index, sources });
        kinds.add(kind);
      }
    } catch (error) {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      troubles.push({ kind: "crash", detail, index, sources });
    }
  }
  return { seed, programs, scores, troubles };
}

const ahead = 4;

/** Never rejects: nobody may be waiting yet. */
const load = (loader: Loader, sources: Sources): Promise<Loaded | Error> =>
  loader.load(sources).catch((error: unknown) => error as Error);

/** What a person needs to look into it: the program, what is wrong, and how to get it again. */
export function told({ kind, detail, index, sources }: Trouble, seed: number): string {
  const files = Object.entries(sources)
    .filter(([path]) => path !== "world.ts")
    .map(([path, text]) => `// ---- ${path}\n${text}`);
  const again = `npx tsx bench/oracle.ts --find "${kind}" --seed ${seed} prints the smallest such program`;
  return `${kind}: ${detail}\nprogram ${index} of seed ${seed}; ${again}\n${files.join("\n")}`;
}
