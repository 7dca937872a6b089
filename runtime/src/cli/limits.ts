import type { Command } from "commander";
import { milliseconds, spokenMs } from "../engine/duration.js";
import type { Settings } from "../limits/declared.js";
import { didYouMean } from "../loader/suggest.js";
import { UsageError } from "../loader/usage-error.js";
import {
  connect,
  type LimitDetails,
  limitDetails,
  limitOverview,
  removeLimit,
  setLimit,
  storeFolder,
} from "../store/index.js";
import { history } from "./runs/find-store.js";
import { reporting } from "./runs/index.js";
import { print, printJson, themeFor } from "./runs/output.js";
import { columns } from "./runs/table.js";

interface Options {
  json?: boolean;
}

/** `millrace limits`: what may run at a time on this machine, and who does. */
export function registerLimits(program: Command): void {
  const limits = program
    .command("limits")
    .description("show the limits that runs share, who holds them and how many wait")
    .option("--json", "print one JSON object a line on stdout, and nothing else there")
    .action(reporting(list));
  limits
    .command("set")
    .description("have all runs keep to a limit, whatever code and configuration say")
    .argument("<NAME>", "the limit's name")
    .argument("<N|RATE>", "how many at a time, such as 4; or a rate, such as 10/1s or 100/m")
    .action(reporting(set));
  limits
    .command("rm")
    .description("forget what was set: code and configuration count again")
    .argument("<NAME>", "the limit's name")
    .action(reporting(rm));
}

function list({ json = false }: Options): void {
  const connection = history();
  const all = connection === undefined ? [] : limitDetails(connection);
  if (json) {
    for (const limit of all) printJson(limitOverview(limit));
    return;
  }
  if (all.length === 0) {
    print(
      'No limits yet. Give a task one: task({ concurrency: { name: "db", limit: 4 } }, ...), or run `millrace limits set db 4`.',
    );
    return;
  }
  const { colors } = themeFor(process.stdout);
  const heads = [
    { title: "NAME" },
    { title: "ALLOWS" },
    { title: "HELD", right: true },
    { title: "WAITING", right: true },
    { title: "FROM" },
    { title: "HELD BY" },
  ];
  const rows = all.map((limit) => [
    { text: limit.name, paint: colors.bold },
    { text: allowed(limit) },
    { text: limit.kind === "rate" ? "" : String(limit.holders.length) },
    { text: String(limit.waiting) },
    { text: limit.set ? "limits set" : (limit.declaredIn ?? ""), paint: colors.dim },
    { text: holders(limit), paint: colors.dim },
  ]);
  print(columns(heads, rows, colors));
}

function allowed({ kind, limit, per = 1_000 }: LimitDetails): string {
  return kind === "rate" ? `${limit} in ${spokenMs(per)}` : `${limit} at a time`;
}

function holders({ holders }: LimitDetails): string {
  const shown = holders.slice(0, 3).map(({ run, task }) => task ?? run);
  return [...shown, ...(holders.length > 3 ? [`… ${holders.length - 3} more`] : [])].join(", ");
}

function set(name: string, value: string): void {
  if (name.trim() === "") {
    throw new UsageError(
      "a limit's name is not empty: give the one that the option `concurrency` names, as `millrace limits set db 4`",
    );
  }
  const settings = settingsOf(value);
  // To set what nothing has used yet makes the store.
  const connection = history() ?? connect(storeFolder(process.cwd()));
  setLimit(connection, name, settings);
  print(`limit "${name}" is ${value} for every run on this machine from its next start on`);
}

/** `4`, `10/1s`, `100/m`. */
function settingsOf(text: string): Settings {
  const [, count, span] = /^(\d+)(?:\/(.+))?$/.exec(text.trim()) ?? [];
  const number = Number(count);
  const per = span === undefined ? undefined : milliseconds(/^\d/.test(span) ? span : `1${span}`);
  if (!(Number.isSafeInteger(number) && number >= 1) || (span !== undefined && !per)) {
    throw new UsageError(
      `expected how many at a time, such as 4, or a rate, such as 10/1s or 100/m, got "${text}"`,
    );
  }
  return per === undefined ? { limit: number } : { rate: { starts: number, per } };
}

function rm(name: string): void {
  const connection = history();
  if (connection !== undefined && removeLimit(connection, name)) {
    print(`limit "${name}" is what code and configuration say, from the next start on`);
    return;
  }
  const names = connection === undefined ? [] : limitDetails(connection).map((limit) => limit.name);
  throw new UsageError(`there is no limit "${name}"${didYouMean(name, names)}`, {
    remedy: "`millrace limits` lists those there are.",
  });
}
