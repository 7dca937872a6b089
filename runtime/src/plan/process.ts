/**
 * The process of a dry run: loads a module and enters the code of one flow, whose tasks are answered
 * from what is kept or not at all. Tells its parent what it learned.
 */
import { dirname, resolve } from "node:path";
import type { DryRun } from "@millrace/protocol";
import { messageOf, runError } from "../engine/errors.js";
import { UnknownResult } from "../engine/plan.js";
import { openSession } from "../engine/session.js";
import { relativeToRoot } from "../engine/workspace.js";
import { UsageError } from "../loader/usage-error.js";
import { begin } from "../run/begin.js";
import { prepare } from "../run/prepare.js";
import { describeUsageError } from "../run/report.js";
import { parseRequest } from "../run/request.js";
import { StoreError, storeFolder, UnknownRunError } from "../store/index.js";
import { Planner } from "./planner.js";
import { readOnlyStore } from "./store.js";

/** Milliseconds without anything learned, after which a flow that waits is taken to wait for ever. */
const patience = 3_000;

async function main(): Promise<DryRun> {
  const request = parseRequest(process.argv.slice(2));
  const file = resolve(request.file);
  const prepared = await prepare({ ...request, file });
  const planner = new Planner();
  openSession({
    store: readOnlyStore(storeFolder(dirname(file))),
    plan: planner,
    force: request.force,
  });
  const outcome = Promise.resolve(begin(prepared)).then(
    () => undefined,
    (error: unknown) => (error instanceof UnknownResult ? undefined : placed(error)),
  );
  const error = await Promise.race([outcome, noMoreToLearn(planner)]);
  return {
    flow: prepared.loaded.definition.name,
    file,
    tasks: planner.tasks(),
    unknown: planner.unknown(),
    ...(error === undefined ? {} : { error }),
  };
}

/** `no luck (etl.ts:12)`. */
function placed(error: unknown): string {
  const [frame] = runError(error).stack;
  const place = frame === undefined ? "" : ` (${relativeToRoot(frame.file)}:${frame.line})`;
  return `${messageOf(error)}${place}`;
}

/**
 * Resolves when the flow's code waits for what there will not be. Node tells when nothing is left to
 * do; where the module keeps it busy (a server, a timer), silence has to tell.
 */
function noMoreToLearn(planner: Planner): Promise<string | undefined> {
  return new Promise((over) => {
    const stuck = (): boolean => {
      if (planner.giveUpSubflows()) {
        // One more turn for those who waited for them; Node asks again after it.
        setImmediate(() => {});
        return false;
      }
      over(planner.waits ? undefined : "the flow's own code waits for something that never comes");
      return true;
    };
    process.on("beforeExit", stuck);
    let learned = planner.learned;
    const timer = setInterval(() => {
      if (planner.waits && planner.learned === learned && stuck()) clearInterval(timer);
      learned = planner.learned;
    }, patience);
    timer.unref();
  });
}

function failure(error: unknown): never {
  if (error instanceof UsageError) process.stderr.write(describeUsageError(error));
  else {
    const expected = error instanceof StoreError || error instanceof UnknownRunError;
    const text = expected ? error.message : (error as Error)?.stack;
    process.stderr.write(`millrace: ${text ?? error}\n`);
  }
  return process.exit(2);
}

const plan = await main().catch(failure);
process.send?.(plan, () => process.exit());
