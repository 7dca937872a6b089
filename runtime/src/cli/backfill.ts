import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { Command } from "commander";
import { didYouMean } from "../loader/suggest.js";
import { UsageError } from "../loader/usage-error.js";
import { parseTarget } from "../run/request.js";
import { Backfill, type BackfillEnd, planBackfill } from "../serve/backfill.js";
import { candidates } from "../serve/discovery/candidates.js";
import { discover } from "../serve/discovery/discover.js";
import type { FoundFlow, FoundSchedule } from "../serve/discovery/found.js";
import { connect, openHistory, storeFolder } from "../store/index.js";
import { moment } from "./moment.js";
import { working } from "./runs/index.js";
import { print, printJson, themeFor } from "./runs/output.js";
import { complain, inZone } from "./schedules.js";

interface Options {
  from: string;
  to?: string;
  schedule?: string;
  concurrency: string;
  dryRun?: boolean;
  again?: boolean;
  json?: boolean;
}

/** `millrace backfill`: runs the slots that a schedule had between two dates. */
export function registerBackfill(program: Command): void {
  program
    .command("backfill")
    .description("run a flow for the past slots of its schedule, oldest first")
    .argument("<FLOW>", "FILE, FILE:FLOW, or the name of a flow below this folder")
    .requiredOption("--from <date>", "the first moment, such as 2026-01-01 or 2026-01-01T06:00")
    .option("--to <date>", "the last moment; a date alone is all of that day (default: now)")
    .option("--schedule <name>", "which schedule, where the flow has several")
    .option("--concurrency <N>", "how many runs at a time", "1")
    .option("--again", "also the slots that a run has completed for")
    .option("--dry-run", "only say which slots would be run")
    .option("--json", "print one JSON object a line on stdout, and nothing else there")
    .action(working(backfill));
}

async function backfill(target: string, options: Options): Promise<void> {
  const concurrency = Number(options.concurrency);
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new UsageError(
      `--concurrency: expected a whole number from 1, got "${options.concurrency}"`,
    );
  }
  const flow = await findFlow(target);
  const schedule = chooseSchedule(flow, options.schedule);
  const zone = "timezone" in schedule.timing ? schedule.timing.timezone : "UTC";
  const from = moment("--from", options.from, zone, "first");
  const now = Date.now();
  const to = Math.min(options.to ? moment("--to", options.to, zone, "last") : now, now);
  if (from > to) {
    throw new UsageError(
      `--from is ${inZone(from, zone)}, which is after ${options.to ? "--to" : "now"}`,
      {
        remedy: "Only slots that have passed can be run.",
      },
    );
  }
  const folder = storeFolder(dirname(flow.file));
  // To look at what would be done makes no file.
  const connection = options.dryRun ? openHistory(folder) : connect(folder);
  const planned = planBackfill(connection, flow.key, schedule, {
    from,
    to,
    again: options.again ?? false,
  });
  const toRun = planned.filter(({ leftOut }) => leftOut === undefined).map(({ slot }) => slot);
  const view = new BackfillView(flow, zone, options.json ?? false);
  if (options.dryRun || connection === undefined) {
    for (const { slot, leftOut } of planned) view.planned(slot, leftOut);
    view.total(toRun.length, planned.length);
    return;
  }
  view.total(toRun.length, planned.length);
  const work = new Backfill(connection, flow, schedule.key);
  const stop = () => {
    view.stopping(work.running);
    work.stop();
  };
  // A terminal that is closed says so more than once, and nobody insists.
  const hangUp = () => view.stopped || stop();
  process.on("SIGINT", stop).on("SIGTERM", stop).on("SIGHUP", hangUp);
  await work.run(toRun, {
    concurrency: Math.min(concurrency, toRun.length),
    onStart: (slot) => view.started(slot),
    onEnd: (end) => view.ended(end),
  });
  process.off("SIGINT", stop).off("SIGTERM", stop).off("SIGHUP", hangUp);
  connection.close();
  process.exitCode = view.stopped ? 130 : view.bad > 0 ? 1 : 0;
}

/** What a person, or a program, sees of it. */
class BackfillView {
  bad = 0;
  stopped = false;
  readonly #theme = themeFor(process.stdout);
  readonly #flow: FoundFlow;
  readonly #zone: string;
  readonly #json: boolean;

  constructor(flow: FoundFlow, zone: string, json: boolean) {
    this.#flow = flow;
    this.#zone = zone;
    this.#json = json;
  }

  planned(slot: number, leftOut: string | undefined): void {
    const { colors } = this.#theme;
    if (this.#json) printJson({ ...this.#of("planned", slot), ...(leftOut ? { leftOut } : {}) });
    else
      print(`  ${inZone(slot, this.#zone)}${leftOut ? colors.dim(`  left out: ${leftOut}`) : ""}`);
  }

  total(toRun: number, all: number): void {
    if (this.#json) return;
    const rest = all > toRun ? `, ${all - toRun} left out` : "";
    const hint = toRun === 0 && all > 0 ? "; --again runs them once more" : "";
    print(`${this.#flow.name}: ${toRun} of ${all} slots to run${rest}${hint}`);
  }

  started(slot: number): void {
    if (this.#json) printJson(this.#of("started", slot));
  }

  ended({ slot, run, state, how }: BackfillEnd): void {
    if (state !== "Completed") this.bad += 1;
    if (this.#json) {
      printJson({ ...this.#of("ended", slot), run, state: state ?? "refused" });
      return;
    }
    const glyph = this.#theme.glyph(state ?? "Failed");
    const what = state === undefined ? `did not start (${how})` : this.#theme.word(state);
    print(`${glyph} ${inZone(slot, this.#zone)}  ${what}  ${this.#theme.colors.dim(run ?? "")}`);
  }

  stopping(running: number): void {
    const again = this.stopped ? "cancelling them" : "once more cancels them";
    this.stopped = true;
    process.stderr.write(`millrace: starting no more; ${running} still run (${again})\n`);
  }

  #of(type: string, slot: number): object {
    return { type, flow: this.#flow.name, slot: new Date(slot).toISOString() };
  }
}

async function findFlow(target: string): Promise<FoundFlow> {
  const { file, flow } = parseTarget(target);
  const isFile = existsSync(file);
  const found = await discover(candidates([isFile ? file : "."]));
  const wanted = isFile ? flow : target;
  const all = found.flatMap(({ flows }) => flows);
  const scheduled = all.filter(({ schedules }) => schedules.length > 0);
  const matching = scheduled.filter(
    ({ name, exportName, key }) => wanted === undefined || [name, exportName, key].includes(wanted),
  );
  const [only, ...others] = matching;
  if (only !== undefined && others.length === 0) return only;
  for (const problem of found.flatMap(({ problems }) => problems)) complain(problem);
  const names = (flows: FoundFlow[]) => flows.map(({ name }) => name).join(", ");
  if (only !== undefined) {
    throw new UsageError(`${target} may be ${names(matching)}`, {
      remedy: `Name one: millrace backfill ${only.file}:${only.exportName} ...`,
    });
  }
  const unscheduled = all.some(({ name, exportName }) => [name, exportName].includes(wanted ?? ""));
  throw new UsageError(
    unscheduled
      ? `the flow ${wanted} has no schedule, so it has no slots`
      : `no scheduled flow "${wanted ?? target}" was found${didYouMean(
          wanted ?? "",
          scheduled.map(({ name }) => name),
        )}`,
    {
      remedy:
        scheduled.length > 0
          ? `Scheduled here: ${names(scheduled)}.`
          : "`millrace schedules` lists what is scheduled.",
    },
  );
}

function chooseSchedule({ name, schedules }: FoundFlow, wanted: string | undefined): FoundSchedule {
  const [only] = schedules;
  const found = wanted === undefined ? only : schedules.find(({ key }) => key === wanted);
  if (found !== undefined && (wanted !== undefined || schedules.length === 1)) return found;
  const keys = schedules.map(({ key }) => key);
  throw new UsageError(
    wanted === undefined
      ? `flow "${name}" has ${keys.length} schedules`
      : `flow "${name}" has no schedule "${wanted}"${didYouMean(wanted, keys)}`,
    { remedy: `Name one:\n${keys.map((key) => `  --schedule "${key}"`).join("\n")}` },
  );
}
