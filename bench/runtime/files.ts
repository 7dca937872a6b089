/**
 * A task with 1,000 input files, none of which has changed, in a process that has just started: how
 * long it takes to know that it is up to date, beside asking the file system for each file's times;
 * and the whole program, beside `make -q` over the same files.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { median, print, printSkipped } from "../measure/figure.js";
import { withFolder } from "../measure/folder.js";
import { inTurns } from "../measure/rounds.js";
import { measure } from "../measure/subject.js";
import { timed } from "../measure/time.js";

const bench = "files";
const n = 1_000;
const rounds = 9;
const subject = new URL("subjects/files.ts", import.meta.url);

interface Report {
  checkMs: number;
  statMs: number;
  state: string;
}

await withFolder(async (folder) => {
  mkdirSync(join(folder, "in"));
  for (let file = 0; file < n; file++) {
    writeFileSync(join(folder, "in", `${file}.txt`), `content ${file}\n`.repeat(100));
  }
  writeFileSync(join(folder, "Makefile"), "out.txt: $(wildcard in/*.txt)\n\ttouch $@\n");
  const check = () => measure<Report>(subject, { args: [folder], env: { MILLRACE_HOME: folder } });
  const first = await check();
  // Files this young are read again, in case they changed within a tick of the clock.
  await delay(2_500);
  await check();

  const make = () => spawnSync("make", ["-q"], { cwd: folder });
  const hasMake = make().status !== null;
  const samples = await inTurns(rounds, {
    check,
    program: () => timed(check),
    make: async () => (hasMake ? timed(async () => make()) : 0),
  });
  const wrong = samples.check.find(({ state }) => state !== "Cached");
  if (wrong !== undefined) throw new Error(`the task was not up to date: it was ${wrong.state}`);

  const stat = samples.check.map(({ statMs }) => statMs);
  const checks = samples.check.map(({ checkMs }) => checkMs);
  const baseline = { name: "stat", value: median(stat) };
  print({
    bench,
    figure: "check_unchanged_ms",
    value: median(checks),
    n,
    baseline,
    rounds: checks,
  });
  print({ bench, figure: "check_and_read_all_ms", value: first.checkMs, n });
  if (!hasMake) printSkipped({ bench, figure: "program_ms" }, "GNU make is not installed");
  else {
    const made = { name: "make-q", value: median(samples.make) };
    const { program } = samples;
    print({
      bench,
      figure: "program_ms",
      value: median(program),
      n,
      baseline: made,
      rounds: program,
    });
  }
});
