/**
 * The oracle over thousands of programs: how many task runs, edges and statements of certainty of the
 * static graph agree with what the engine does.
 *
 *     npx tsx bench/oracle.ts [--programs 10000] [--seed 1]
 *     npx tsx bench/oracle.ts --find "false data edge" [--seed 1] [--programs 300] [--matching REGEXP]
 *
 * `--find` prints the smallest program that shows a disagreement of that kind. Programs run in child
 * processes, two at a time: a module once loaded is never let go.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { smallest } from "../test/oracle/find.js";
import { Loader } from "../test/oracle/load.js";
import { add, type DisagreementKind, noScores, ratio } from "../test/oracle/report.js";
import { type Survey, survey } from "../test/oracle/survey.js";

const bench = "oracle";
const chunk = 500;
const atOnce = 2;
const { values } = parseArgs({
  options: {
    programs: { type: "string" },
    seed: { type: "string", default: "1" },
    find: { type: "string" },
    matching: { type: "string", default: "." },
  },
});
const seed = Number(values.seed);

if (process.send !== undefined) await answer();
else if (values.find !== undefined) await find(values.find as DisagreementKind);
else await measure(Number(values.programs ?? 10_000));

// ---- many programs

async function measure(programs: number): Promise<void> {
  const started = performance.now();
  const seeds = Array.from({ length: Math.ceil(programs / chunk) }, (_, i) => seed + i);
  const surveys: Survey[] = [];
  const work = async () => {
    for (let next = seeds.shift(); next !== undefined; next = seeds.shift()) {
      surveys.push(await inChild(next));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  report(surveys, (performance.now() - started) / 1000);
}

function report(surveys: readonly Survey[], seconds: number): void {
  const total = noScores();
  for (const each of surveys) add(total, each.scores);
  const programs = surveys.length * chunk;
  const line = (figure: object) => console.log(JSON.stringify({ bench, ...figure, seed }));
  line({
    figure: "programs_per_s",
    value: Number((programs / seconds).toPrecision(3)),
    n: programs,
  });
  for (const [name, score] of Object.entries(total)) {
    line({ figure: name, value: Number(ratio(score).toFixed(5)), n: score.all });
  }
  const troubles = surveys.flatMap(({ seed, troubles }) =>
    troubles.map((each) => ({ ...each, seed })),
  );
  for (const kind of new Set(troubles.map((each) => each.kind))) {
    const all = troubles.filter((each) => each.kind === kind);
    const [first] = all;
    const example = `program ${first?.index} of seed ${first?.seed}: ${first?.detail.split("\n")[0]}`;
    line({ figure: "programs_that_disagree", kind, value: all.length, example });
  }
}

function inChild(chunkSeed: number): Promise<Survey> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ["--seed", `${chunkSeed}`]);
    child.once("message", (survey) => {
      resolve(survey as Survey);
      child.disconnect();
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`programs of seed ${chunkSeed}: exit ${code}`)));
  });
}

async function answer(): Promise<void> {
  const loader = await Loader.open();
  const found = await survey(loader, { seed, programs: chunk });
  await loader.close();
  process.send?.(found);
}

// ---- one program

async function find(kind: DisagreementKind): Promise<void> {
  const loader = await Loader.open();
  const matching = new RegExp(values.matching);
  const numRuns = Number(values.programs ?? 300);
  const found = await smallest(kind, loader, { seed, numRuns, matching });
  await loader.close();
  if (found === undefined) return console.log(`none in ${numRuns} programs of seed ${seed}`);
  for (const [path, text] of Object.entries(found.sources)) {
    if (path !== "world.ts") console.log(`// ---- ${path}\n${text}`);
  }
  for (const { detail } of found.disagreements) console.log(`${kind}: ${detail}`);
}
