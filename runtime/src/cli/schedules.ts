import { dirname } from "node:path";
import { datesOf, nextSlots } from "@millrace/schedules";
import type { Command } from "commander";
import { didYouMean } from "../loader/suggest.js";
import { UsageError } from "../loader/usage-error.js";
import { describeUsageError } from "../run/report.js";
import { spoken } from "../schedules/normal.js";
import { candidates, shown } from "../serve/discovery/candidates.js";
import { discover } from "../serve/discovery/discover.js";
import type { FoundFlow, FoundSchedule, Problem } from "../serve/discovery/found.js";
import {
  connect,
  decidedUpTo,
  liveServices,
  openHistory,
  pauseSchedule,
  storeFolder,
} from "../store/index.js";
import { reporting } from "./runs/index.js";
import { print, printJson, themeFor } from "./runs/output.js";

interface Listed {
  flow: FoundFlow;
  schedule: FoundSchedule;
}

interface Options {
  next: string;
  pause?: string;
  resume?: string;
  json?: boolean;
}

/** `millrace schedules`: what is scheduled under some paths, and when it comes next. */
export function registerSchedules(program: Command): void {
  program
    .command("schedules")
    .description("list scheduled flows and when they come next, without running them")
    .argument("[PATH...]", "files and folders", ["."])
    .option("--next <N>", "how many dates of each", "1")
    .option("--pause <NAME>", "have no service run the flow or schedule of this name")
    .option("--resume <NAME>", "have it run again; what passed meanwhile was not missed")
    .option("--json", "print one JSON object a line on stdout, and nothing else there")
    .action(reporting(list));
}

async function list(paths: string[], options: Options): Promise<void> {
  const { next, json = false, pause, resume } = options;
  const count = Number(next);
  if (!Number.isInteger(count) || count < 1 || count > 10_000) {
    throw new UsageError(`--next: expected a whole number from 1 to 10000, got "${next}"`);
  }
  const found = await discover(candidates(paths));
  const listed = found.flatMap(({ flows }) =>
    flows.flatMap((flow) => flow.schedules.map((schedule) => ({ flow, schedule }))),
  );
  if (pause !== undefined) setPaused(listed, pause, true);
  if (resume !== undefined) setPaused(listed, resume, false);
  for (const { flow, schedule } of listed) {
    const slots = schedule.active ? nextSlots(datesOf(schedule.timing), Date.now(), count) : [];
    const paused = isPaused(flow, schedule);
    if (json) printJson({ ...asJson(flow, schedule, slots), paused });
    else print(asText(flow, schedule, slots, paused));
  }
  if (!json && listed.some(({ schedule }) => schedule.active) && !isServed(listed)) {
    print(themeFor(process.stdout).colors.dim(nobodyServes));
  }
  const problems = found.flatMap((file) => file.problems);
  for (const problem of problems) complain(problem);
  if (problems.length > 0) process.exitCode = 2;
  else if (listed.length === 0 && !json) print(nothingScheduled(paths));
}

function setPaused(listed: readonly Listed[], name: string, paused: boolean): void {
  const meant = listed.filter(({ flow, schedule }) =>
    [flow.name, flow.exportName, schedule.key].includes(name),
  );
  if (meant.length === 0) {
    const names = listed.flatMap(({ flow, schedule }) => [flow.name, schedule.key]);
    throw new UsageError(`nothing scheduled here is called "${name}"${didYouMean(name, names)}`, {
      remedy:
        "Give the name of a flow, or of one of its schedules, as `millrace schedules` shows it.",
    });
  }
  for (const { flow, schedule } of meant) {
    const connection = connect(storeFolder(dirname(flow.file)));
    pauseSchedule(connection, flow.key, schedule.key, paused);
    connection.close();
  }
}

function isPaused(flow: FoundFlow, schedule: FoundSchedule): boolean {
  const connection = openHistory(storeFolder(dirname(flow.file)));
  const known = connection && decidedUpTo(connection, flow.key, schedule.key);
  connection?.close();
  return known?.paused ?? false;
}

const nobodyServes = "No `millrace serve` runs for these: nothing comes by itself.";

function isServed(listed: readonly Listed[]): boolean {
  const folders = new Set(listed.map(({ flow }) => storeFolder(dirname(flow.file))));
  return [...folders].some((folder) => {
    const connection = openHistory(folder);
    const services = connection ? liveServices(connection) : [];
    connection?.close();
    return services.length > 0;
  });
}

function nothingScheduled(paths: readonly string[]): string {
  return `No flow under ${paths.join(", ")} has a schedule. Give it one: flow({ schedule: { cron: "0 6 * * *" } }, ...)`;
}

export function complain({ message, place, remedy }: Problem): void {
  const more = { ...(place ? { place } : {}), ...(remedy ? { remedy } : {}) };
  process.stderr.write(describeUsageError(new UsageError(message, more)));
}

function asJson(flow: FoundFlow, schedule: FoundSchedule, slots: readonly number[]): object {
  const { key, timing, active, catchUp, overlap, parameters } = schedule;
  return {
    flow: flow.name,
    flowKey: flow.key,
    file: flow.file,
    line: flow.place.line,
    exportName: flow.exportName,
    schedule: key,
    timing,
    active,
    catchUp,
    overlap,
    parameters,
    next: slots.map((slot) => new Date(slot).toISOString()),
  };
}

function asText(
  flow: FoundFlow,
  schedule: FoundSchedule,
  slots: readonly number[],
  paused: boolean,
): string[] {
  const { colors } = themeFor(process.stdout);
  const { timing, parameters, active, key } = schedule;
  const name = key === spoken(timing) ? "" : `${key}: `;
  const off = !active ? "  (not active)" : paused ? "  (paused)" : "";
  const where = colors.dim(`${shown(flow.file)}:${flow.place.line}`);
  const given = parameters ? colors.dim(`  ${parameters}`) : "";
  return [
    `${colors.bold(flow.name)}  ${name}${spoken(timing)}${off}${given}  ${where}`,
    ...slots.map((slot) => `  ${inZone(slot, "timezone" in timing ? timing.timezone : "UTC")}`),
  ];
}

/** A moment as the clocks of a zone show it, with the offset that tells two of the same name apart. */
export function inZone(moment: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "longOffset",
  }).formatToParts(moment);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const day = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short" }).format(moment);
  const offset = part.timeZoneName === "GMT" ? "+00:00" : part.timeZoneName?.replace("GMT", "");
  return `${day} ${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second} ${offset?.replace("−", "-")}`;
}
