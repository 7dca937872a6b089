/**
 * What watching costs: `millrace run --json` of many tiny tasks, read to the end, beside the same run
 * that nobody watches. Every event must arrive, in order.
 */
import { fileURLToPath } from "node:url";
import { median, print } from "../measure/figure.js";
import { withNewStore } from "../measure/folder.js";
import { millrace } from "../measure/programs.js";
import { inTurns } from "../measure/rounds.js";
import { outputOf } from "../measure/subject.js";
import { timed } from "../measure/time.js";

const bench = "event-stream";
const count = 20_000;
const rounds = 5;
const flow = fileURLToPath(new URL("subjects/mapped-flow.ts", import.meta.url));

interface Event {
  type: string;
  seq: number;
  duration?: number;
}

const run = (env: Record<string, string>, mode: string) =>
  outputOf(process.execPath, [millrace, "run", flow, "-p", `count=${count}`, mode], env);

const { watched, quiet } = await inTurns(rounds, {
  watched: () =>
    withNewStore(async (env) => {
      let output = "";
      const ms = await timed(async () => {
        output = await run(env, "--json");
      });
      return { ms, events: denselyNumbered(output) };
    }),
  quiet: () => withNewStore((env) => timed(() => run(env, "--quiet"))),
});

const watchedMs = watched.map(({ ms }) => ms);
const quietMs = median(quiet);
const n = median(watched.map(({ events }) => events));
print({
  bench,
  figure: "run_json_ms",
  value: median(watchedMs),
  baseline: { name: "run-quiet", value: quietMs },
  n,
  rounds: watchedMs,
});
const perSecond = watched.map(({ ms, events }) => events / (ms / 1000));
print({
  bench,
  figure: "events_per_second_start_included",
  value: median(perSecond),
  n,
  rounds: perSecond,
});

/** @returns how many events there are, none missing */
function denselyNumbered(output: string): number {
  const events = output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Event);
  const gap = events.findIndex(({ seq }, index) => seq !== index + 1);
  if (gap >= 0) throw new Error(`event ${gap + 1} has seq ${events[gap]?.seq}`);
  if (events.at(-1)?.type !== "run-finished") throw new Error("the run did not finish");
  return events.length;
}
