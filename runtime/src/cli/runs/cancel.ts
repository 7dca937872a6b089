import { cancelRun } from "../../store/index.js";
import { history } from "./find-store.js";
import { ageOf, chooseRun, type FilterOptions } from "./options.js";
import { print, printJson, themeFor } from "./output.js";

/** State types of a run that goes on, or waits: for a slot, or for a person. */
const live = ["scheduled", "pending", "running", "paused"];

export async function cancel(
  id: string | undefined,
  options: FilterOptions & { grace: string },
): Promise<void> {
  const grace = ageOf("--grace", options.grace);
  // Without an id, the newest that can still be cancelled.
  const { connection, run } = chooseRun(history(), id, { state: live, ...options });
  const outcome = await cancelRun(connection, run.id, grace);
  if (options.json) return printJson(outcome);
  const theme = themeFor(process.stdout);
  print(`${theme.glyph(outcome.state.name)} ${outcome.message}`);
}
