import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import type { Command } from "commander";
import { UsageError } from "../loader/usage-error.js";
import { jsonReport, textReport } from "../serve/report.js";
import { working } from "./runs/index.js";
import { themeFor } from "./runs/output.js";
import { complain } from "./schedules.js";

interface Options {
  concurrency?: string;
  json?: boolean;
}

/** `millrace serve`: runs what is scheduled, until it is stopped. */
export function registerServe(program: Command): void {
  program
    .command("serve")
    .description("run scheduled flows when they are due, until stopped")
    .argument("[PATH...]", "files and folders that have scheduled flows", ["."])
    .option("--concurrency <N>", "at most so many runs at a time (default: one for each CPU)")
    .option("--json", "print what happens on standard output, one JSON object a line")
    .action(working(serve));
}

async function serve(paths: string[], { concurrency, json = false }: Options): Promise<void> {
  // V8 would keep room for garbage that a waiting service does not make (measured: 12 MB).
  setFlagsFromString("--semi-space-growth-factor=1");
  const { Service } = await import("../serve/service.js");
  const service = new Service({
    paths,
    concurrency: concurrency === undefined ? availableParallelism() : countOf(concurrency),
    report: json
      ? jsonReport((text) => void process.stdout.write(text))
      : textReport((text) => void process.stderr.write(text), themeFor(process.stderr)),
    complain,
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => service.stop());
  process.on("SIGHUP", () => service.hangUp());
  const how = await service.run();
  // A file system watcher or a delivery must not keep a stopped service alive.
  process.exit(how === "killed" ? 130 : 0);
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`--concurrency: expected a whole number from 1, got "${text}"`);
}
