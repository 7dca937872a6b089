/** The command `millrace`. */
import { Command, CommanderError } from "commander";
import { outliveReaders } from "../processes/readers.js";
import { registerGraph } from "./graph.js";
import { registerRun } from "./run.js";

outliveReaders();
const verb = process.argv[2];
const program = new Command("millrace")
  .description("Run flows, look at what ran, draw what will run.")
  .version(VERSION, "-V, --version")
  .showSuggestionAfterError()
  .showHelpAfterError("(run `millrace help` for usage)")
  .exitOverride();

registerRun(program);
registerGraph(program);
// These load the store, for which a starting run should not wait.
if (verb !== "run") {
  const verbs = await import("./verbs.js");
  verbs.registerRuns(program);
  verbs.registerServe(program);
  verbs.registerSchedules(program);
  verbs.registerBackfill(program);
  verbs.registerLimits(program);
  verbs.registerAlerts(program);
  verbs.registerImport(program);
  verbs.registerAgent(program);
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help and the version are what was asked for; anything else is wrong usage.
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
