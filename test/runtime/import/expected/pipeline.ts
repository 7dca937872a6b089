/**
 * What Makefile does: a task for each of its rules, a flow for each of its goals. As with make, a task
 * runs when what it reads has changed or what it writes is not there.
 */

import { dirname } from "node:path";
import { execa } from "execa";
import { flow, task } from "millrace";

const root = import.meta.dirname;
const lcAll = "C";

/** Runs a command as make does: by a shell, in the Makefile's folder. */
const sh = execa({ cwd: root, shell: "/bin/sh", stdio: "inherit", env: { LC_ALL: lcAll } });

/** build/clean/%.csv: data/%.csv (Makefile:17) */
const buildCsv = task(
  { runName: "{target}", files: (target, source) => ({ inputs: source, outputs: target }) },
  async (target: string, source: string) => {
    await sh(`mkdir -p ${dirname(target)}`);
    await sh(`grep -v '^#' ${source} > ${target}`);
    return target;
  },
);

/** build/summary.tsv: build/clean/berlin.csv build/clean/oslo.csv (Makefile:13) */
const buildSummaryTsv = task(
  {
    name: "build/summary.tsv",
    files: (prerequisites) => ({ inputs: prerequisites, outputs: "build/summary.tsv" }),
  },
  async (prerequisites: string[]) => {
    await sh(`awk -F, 'FNR > 1 { sum[FILENAME] += $2; n[FILENAME]++ } \\
  END { for (f in sum) print f "\\t" sum[f] / n[f] }' ${prerequisites.join(" ")} | sort > build/summary.tsv`);
    return "build/summary.tsv";
  },
);

/** build/report.md: build/summary.tsv templates/report.txt (Makefile:9) */
const buildReportMd = task(
  {
    name: "build/report.md",
    files: (prerequisites) => ({ inputs: prerequisites, outputs: "build/report.md" }),
  },
  async (_prerequisites: string[]) => {
    await sh("mkdir -p build");
    await sh("cat templates/report.txt build/summary.tsv > build/report.md");
    return "build/report.md";
  },
);

/** publish: report (Makefile:21) */
const runPublish = task({ name: "publish" }, async () => {
  await sh("cp build/report.md published.md");
});

/** distclean: (Makefile:24) */
const runDistclean = task({ name: "distclean" }, async () => {
  await sh("rm -rf build published.md");
});

/** `make report` (Makefile:7) */
export const report = flow({ name: "report" }, () => {
  const berlinCsv = buildCsv("build/clean/berlin.csv", "data/berlin.csv");
  const osloCsv = buildCsv("build/clean/oslo.csv", "data/oslo.csv");
  const summaryTsv = buildSummaryTsv([berlinCsv, osloCsv]);
  return buildReportMd([summaryTsv, "templates/report.txt"]);
});

/** `make publish` (Makefile:21) */
export const publish = flow({ name: "publish" }, () => {
  const reportDone = report();
  return runPublish.with({ waitFor: [reportDone] })();
});

/** `make distclean` (Makefile:24) */
export const distclean = flow({ name: "distclean" }, () => runDistclean());
