import { pathToFileURL } from "node:url";
import { type Command, InvalidArgumentError } from "commander";
import type { Watcher } from "../alerts/in-force.js";
import { EVENTS, WATCHER } from "../events/channel.js";
import { argumentsOf, parseAssignment, parseTarget, type RunRequest } from "../run/request.js";

interface RunOptions {
  param: { name: string; text: string }[];
  params?: string;
  json?: boolean;
  quiet?: boolean;
  retryOf?: string;
  force?: boolean;
  dryRun?: boolean;
}

export function registerRun(program: Command): void {
  program
    .command("run")
    .description("run a flow, or one task alone, and record the run")
    .argument(
      "<FILE[:FLOW]>",
      "the file, and the flow's name or export where it has several; or a task's",
    )
    .option("-p, --param <name=value>", "give it a parameter; may be repeated", collect, [])
    .option("--params <FILE.json>", "give it the parameters in a JSON file")
    .option("--json", "print the run's events on standard output, one JSON object a line")
    .option("--quiet", "show nothing unless the run fails")
    .option("--retry-of <RUN_ID>", "take over what finished in an earlier run")
    .option(
      "--force",
      "run every task: take nothing from `cache`, nor from what `files` found up to date",
    )
    .option(
      "--dry-run",
      "say for each task whether it would run, and why; no task is run and nothing is recorded. The code of the flow itself, between its tasks, DOES run",
    )
    .action(async (target: string, options: RunOptions) => {
      const { param, params, retryOf, force, json = false, quiet = false } = options;
      const request = { ...parseTarget(target), params: param, paramsFile: params, retryOf, force };
      if (options.dryRun) {
        const { dryRun } = await import("./dry-run.js");
        process.exitCode = await dryRun(request, { json });
        return;
      }
      process.exitCode = await launch(request, { json, quiet });
    });
}

/**
 * Runs a flow and shows it in this terminal. Where a host is listening already
 * (`MILLRACE_EVENTS`), it hears the run directly.
 * @returns the exit status
 */
export async function launch(
  request: RunRequest,
  { json = false, quiet = false }: { json?: boolean; quiet?: boolean } = {},
): Promise<number> {
  if (process.env[EVENTS]) return runHere(request);
  const { supervise } = await import("./supervise.js");
  const watcher = watcherHere();
  const live = isLive() && !quiet;
  return supervise({
    request: { ...request, watcher },
    capture: live,
    color: process.stderr.isTTY === true && !process.env.NO_COLOR,
    openView: async () =>
      (await import("./open-view.js")).openView({ json, quiet, live, file: request.file }),
  });
}

/** Becomes the run process, so that whoever listens is its host and a debugger finds the flow here. */
async function runHere(request: RunRequest): Promise<never> {
  const { runEntry } = await import("./run-process.js");
  process.argv.splice(2, process.argv.length, ...argumentsOf(request));
  await import(pathToFileURL(runEntry(request.file)).href);
  return process.exit();
}

/** Whose eyes this run is under; an agent that starts it for an editor says so. */
function watcherHere(): Watcher | undefined {
  const { [WATCHER]: said } = process.env;
  delete process.env[WATCHER];
  if (said === "editor") return said;
  return process.stderr.isTTY === true ? "terminal" : undefined;
}

/** Whether lines may be overwritten: not in a file, and not in what CI keeps of a terminal. */
function isLive(): boolean {
  return process.stderr.isTTY === true && !process.env.CI && process.env.TERM !== "dumb";
}

function collect(text: string, earlier: RunOptions["param"]): RunOptions["param"] {
  const param = parseAssignment(text);
  if (!param) throw new InvalidArgumentError("Write it as name=value.");
  return [...earlier, param];
}
