/**
 * What a flow run costs that does nothing: it is in the file when it ends. Beside it: one SQLite row
 * in a transaction of its own, the least that promise can cost.
 */
import { median, print } from "../measure/figure.js";
import { withFolder, withNewStore } from "../measure/folder.js";
import { inTurns } from "../measure/rounds.js";
import { measure } from "../measure/subject.js";

interface Report {
  seconds: number;
}
interface FlowReport extends Report {
  firstMs: number;
}

const count = 1_000;
const rounds = 5;
const bench = "empty-flow";

const { millrace, row } = await inTurns(rounds, {
  millrace: () =>
    withNewStore((env) =>
      measure<FlowReport>(new URL("subjects/empty-flow.ts", import.meta.url), {
        args: [count],
        env,
      }),
    ),
  row: () =>
    withFolder((folder) =>
      measure<Report>(new URL("subjects/sqlite-row.ts", import.meta.url), {
        args: [folder, count, 1],
      }),
    ),
});

const ofRun = (samples: { seconds: number }[]) =>
  samples.map(({ seconds }) => (seconds * 1e3) / count);
print({
  bench,
  figure: "ms_per_run",
  value: median(ofRun(millrace)),
  budget: 1,
  baseline: { name: "sqlite-commit", value: median(ofRun(row)) },
  n: count,
  rounds: ofRun(millrace),
});

const first = millrace.map(({ firstMs }) => firstMs);
print({ bench, figure: "ms_first_run_with_new_store", value: median(first), n: 1, rounds: first });
