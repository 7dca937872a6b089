/**
 * `millrace run` of a TypeScript flow, from nothing to its recorded result, beside `tsx hello.ts`,
 * which only starts and prints. Both are started as their own programs are, without npx.
 */
import { fileURLToPath } from "node:url";
import { median, print, printSkipped } from "../measure/figure.js";
import { withNewStore } from "../measure/folder.js";
import { millrace, tsx } from "../measure/programs.js";
import { inTurns } from "../measure/rounds.js";
import { outputOf } from "../measure/subject.js";
import { timed } from "../measure/time.js";
import { prefect } from "./peers/prefect.js";
import { Unavailable } from "./peers/servers.js";

const bench = "cold-start";
const rounds = 15;
const peerRounds = 3;
const subject = (name: string) => fileURLToPath(new URL(`subjects/${name}.ts`, import.meta.url));

const run = (env: Record<string, string>) =>
  outputOf(process.execPath, [millrace, "run", subject("hello-flow")], env);

await withNewStore(async (env) => {
  const samples = await inTurns(rounds, {
    "tsx-hello": () => timed(() => outputOf(process.execPath, [tsx, subject("hello")])),
    "millrace-run": () => timed(() => run(env)),
    "millrace-run-new-store": () => withNewStore((fresh) => timed(() => run(fresh))),
  });
  await assertRecorded(env, rounds);

  const hello = { name: "tsx-hello", value: median(samples["tsx-hello"]) };
  for (const name of ["millrace-run", "millrace-run-new-store"] as const) {
    print({
      bench,
      figure: `${name.replaceAll("-", "_")}_ms`,
      value: median(samples[name]),
      budget: 1.5,
      budgetOf: "ratio",
      baseline: hello,
      rounds: samples[name],
    });
  }

  try {
    await prefect("prefect_hello.py", []);
    const { theirs } = await inTurns(peerRounds, {
      theirs: () => timed(() => prefect("prefect_hello.py", [])),
    });
    const baseline = { name: "millrace-run", value: median(samples["millrace-run"]) };
    print({
      bench,
      peer: "prefect",
      figure: "run_ms",
      value: median(theirs),
      baseline,
      rounds: theirs,
    });
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    printSkipped({ bench, peer: "prefect" }, error.message);
  }
});

/** A start that recorded nothing would be fast too. */
async function assertRecorded(env: Record<string, string>, expected: number): Promise<void> {
  const text = await outputOf(
    process.execPath,
    [millrace, "runs", "ls", "--json", "--limit", "1000"],
    env,
  );
  const completed = text.split("\n").filter((line) => line.includes("COMPLETED"));
  if (completed.length !== expected) {
    throw new Error(
      `${expected} runs were started, ${completed.length} are recorded as completed:\n${text}`,
    );
  }
}
