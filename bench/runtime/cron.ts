/**
 * The slots of cron expressions beside what Debian's cron really runs in the nights when clocks are
 * changed: the daemon under a clock that runs 150 times as fast (libfaketime), in a mount namespace of
 * its own so that it sees no other crontab. Needs Linux, root, `cron` and `faketime`.
 */
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { datesOf, momentOf, slotsBetween } from "@millrace/schedules";
import { print, printSkipped } from "../measure/figure.js";
import { withFolder } from "../measure/folder.js";

const bench = "cron";
const rate = 150;
const hours = 6;
const minute = 60_000;

/** The evening or night before each change, as the clocks show it. */
const nights: [zone: string, start: string, change: "forward" | "back"][] = [
  ["Europe/Berlin", "2026-03-28 23:20:30", "forward"],
  ["Europe/Berlin", "2026-10-24 23:20:30", "back"],
  ["America/New_York", "2026-03-07 23:20:30", "forward"],
  ["America/New_York", "2026-10-31 23:20:30", "back"],
  ["Australia/Lord_Howe", "2026-10-03 23:20:30", "forward"],
  ["Australia/Lord_Howe", "2026-04-04 23:20:30", "back"],
];

const expressions = [
  "30 2 * * *",
  "0 2 * * *",
  "0 3 * * *",
  "15 1 * * *",
  "0 1,2,3 * * *",
  "15,45 2 * * *",
  "30 2,4 * * *",
  "30 1-3 * * *",
  "5,35 0-4 * * 0",
  "*/15 * * * *",
  "0 * * * *",
  "0 */2 * * *",
  "*/20 2-4 * * *",
];

const library = ["x86_64-linux-gnu", "aarch64-linux-gnu"]
  .map((machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`)
  .find((file) => existsSync(file));

const why = whyNot();
if (why !== undefined) printSkipped({ bench }, why);
else await Promise.all(nights.map(([zone, start, change]) => compare(zone, start, change)));

function whyNot(): string | undefined {
  if (library === undefined || !existsSync("/usr/sbin/cron")) {
    return "needs Debian's cron and faketime: apt-get install cron faketime";
  }
  try {
    execFileSync("unshare", ["--mount", "true"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "needs root, to give cron a crontab of its own";
  }
}

async function compare(zone: string, start: string, change: string): Promise<void> {
  const from = momentOf(Date.parse(`${start.replace(" ", "T")}Z`), zone);
  const until = from + hours * 60 * minute;
  await withFolder(async (folder) => {
    const ran = await systemCron(folder, zone, start, from);
    const isWithin = (slot: number) => slot > from + minute && slot < until - 2 * minute;
    let slots = 0;
    const differing: string[] = [];
    for (const [index, cron] of expressions.entries()) {
      const dates = datesOf({ cron, timezone: zone });
      const ours = new Set([...slotsBetween(dates, from, until)].filter(isWithin));
      // Several times that were skipped are made up for at one moment: one slot.
      const theirs = new Set((ran.get(index) ?? []).filter(isWithin));
      slots += theirs.size;
      const odd = [
        ...[...ours].filter((slot) => !lateBy(theirs, slot, 1)).map((slot) => `+${iso(slot)}`),
        ...[...theirs].filter((slot) => !lateBy(ours, slot, -1)).map((slot) => `-${iso(slot)}`),
      ];
      if (odd.length > 0) differing.push(`${cron}: ${odd.join(" ")}`);
    }
    for (const line of differing) process.stderr.write(`${zone} ${change}: ${line}\n`);
    const figure = `expressions_that_differ_${zone.replace("/", "_")}_${change}`;
    print({ bench, figure, value: differing.length, budget: 0, n: slots });
  });
}

/** The moments at which the daemon ran each expression, to the minute. */
async function systemCron(
  folder: string,
  zone: string,
  start: string,
  from: number,
): Promise<Map<number, number[]>> {
  const log = join(folder, "log");
  const jobs = expressions.map(
    (cron, index) => `${cron} echo ${index} $(date +\\%s\\%3N) >> ${log}`,
  );
  for (const name of ["spool/crontabs", "cron.d", "run"]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  const crontab = join(folder, "spool/crontabs/root");
  writeFileSync(crontab, `SHELL=/bin/sh\nMAILTO=""\n${jobs.join("\n")}\n`, { mode: 0o600 });
  chmodSync(join(folder, "spool/crontabs"), 0o1730);
  for (const name of ["crontab", "log"]) writeFileSync(join(folder, name), "");
  const seconds = (hours * 3_600) / rate;
  const script = `
    mount --make-rprivate /
    mount --bind ${folder}/crontab /etc/crontab
    mount --bind ${folder}/cron.d /etc/cron.d
    mount --bind ${folder}/spool /var/spool/cron
    mount --bind ${folder}/run /run
    date +%s%3N > ${folder}/started
    timeout ${seconds} env TZ=${zone} LD_PRELOAD=${library} FAKETIME='@${start} x${rate}' /usr/sbin/cron -f`;
  const child = spawn("unshare", ["--mount", "sh", "-c", script], { stdio: "inherit" });
  await new Promise((resolve) => child.once("exit", resolve));
  const began = Number(readFileSync(join(folder, "started"), "utf8"));
  const ran = new Map<number, number[]>();
  for (const line of readFileSync(log, "utf8").split("\n").filter(Boolean)) {
    const [index = 0, at = 0] = line.split(" ").map(Number);
    const moment = from + (at - began) * rate;
    const slot = Math.floor(moment / minute) * minute;
    ran.set(index, [...(ran.get(index) ?? []), slot]);
  }
  return ran;
}

/** The daemon sleeps between the minutes that it makes up for, and is a minute or two late after them. */
function lateBy(slots: ReadonlySet<number>, slot: number, direction: 1 | -1): boolean {
  return [0, 1, 2].some((minutes) => slots.has(slot + direction * minutes * minute));
}

function iso(moment: number): string {
  return new Date(moment).toISOString().slice(0, 16);
}
