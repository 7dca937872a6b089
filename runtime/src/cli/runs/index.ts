import type { Command } from "commander";
import { UsageError } from "../../loader/usage-error.js";
import { describeUsageError } from "../../run/report.js";
import { InputError, LiveRunError, StoreError, UnknownRunError } from "../../store/index.js";
import { answer } from "./answer.js";
import { cancel } from "./cancel.js";
import { compare } from "./compare.js";
import { inputs } from "./inputs.js";
import { logs } from "./logs.js";
import { ls } from "./ls.js";
import { type FilterOptions, withFilter } from "./options.js";
import { endWithReader } from "./output.js";
import { retry } from "./retry.js";
import { rm } from "./rm.js";
import { show } from "./show.js";
import { stats } from "./stats.js";

/** `millrace runs`: what ran, and what to do with it. An id may be cut to what is unique of it. */
export function registerRuns(program: Command): void {
  const runs = program.command("runs").description("look at recorded runs, retry, cancel, remove");
  const verb = (name: string, description: string) =>
    withFilter(runs.command(name).description(description));

  verb("ls", "list runs, newest first").action(reporting((options: FilterOptions) => ls(options)));
  verb("show", "show a run with its tasks, errors and artifacts; by default the newest")
    .argument("[RUN_ID]")
    .option("--task <task>", "only this task run, by name or number: its inputs and its result")
    .action(reporting(show));
  verb("compare", "two runs side by side; by default the newest and the one before it")
    .argument("[RUN_ID]")
    .argument("[RUN_ID]")
    .action(reporting(compare));
  verb("stats", "success rate and durations of flows; of one flow, those of its tasks too")
    .argument("[FLOW]")
    .action(reporting(stats));
  verb("logs", "print what a run logged")
    .argument("[RUN_ID]")
    .option("-f, --follow", "go on until the run ends")
    .action(reporting(logs));
  runs
    .command("inputs")
    .description("what runs wait for people to answer, oldest first")
    .argument("[RUN_ID]")
    .option("--json", "print one JSON object a line on stdout, and nothing else there")
    .action(reporting(inputs));
  runs
    .command("answer")
    .description("answer what a run asks for")
    .argument("<RUN_ID>")
    .argument("[KEY]", "which question, where there are several")
    .argument("[VALUE]", "yes or no, a number, text: what the question asks for")
    .option("--json <VALUE>", "the answer as JSON")
    .action(reporting(answer));
  verb("retry", "run again, taking over what finished").argument("[RUN_ID]").action(working(retry));
  verb("cancel", "ask a run to stop, and kill it when it does not")
    .argument("[RUN_ID]")
    .option("--grace <time>", "how long it gets to stop by itself", "10s")
    .action(reporting(cancel));
  verb("rm", "remove a run, or old ones")
    .argument("[RUN_ID]")
    .option("--older-than <time>", "remove ended runs older than that, such as 30d")
    .action(reporting(rm));
}

/** For what only tells: it ends when nobody reads any more. Errors as in {@link working}. */
export function reporting<A extends unknown[]>(
  action: (...args: A) => void | Promise<void>,
): (...args: A) => Promise<void> {
  return working((...args: A) => {
    endWithReader();
    return action(...args);
  });
}

/** What a person can put right ends with status 2 and says how; anything else is a defect. */
export function working<A extends unknown[]>(
  action: (...args: A) => void | Promise<void>,
): (...args: A) => Promise<void> {
  return async (...args) => {
    try {
      await action(...args);
    } catch (error) {
      process.stderr.write(describe(error));
      process.exitCode = 2;
    }
  };
}

function describe(error: unknown): string {
  if (error instanceof UsageError) return describeUsageError(error);
  if (
    error instanceof StoreError ||
    error instanceof InputError ||
    error instanceof UnknownRunError ||
    error instanceof LiveRunError
  ) {
    return describeUsageError(new UsageError(error.message));
  }
  throw error;
}
