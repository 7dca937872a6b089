import { refuseLive } from "../../store/index.js";
import { launch } from "../run.js";
import { history } from "./find-store.js";
import { chooseRun, type FilterOptions } from "./options.js";

/**
 * Runs the flow again with the same parameters. The run itself says what it restored, what not, and
 * why: it has loaded the code as it is now.
 */
export async function retry(id: string | undefined, options: FilterOptions): Promise<void> {
  const { connection, run } = chooseRun(history(), id, options);
  refuseLive(run, "retry");
  connection.close();
  process.exitCode = await launch(
    { file: run.file, flow: run.exportName ?? run.flowName, params: [], retryOf: run.id },
    { json: options.json ?? false },
  );
}
