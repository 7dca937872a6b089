import type { FileRange, RunId } from "@millrace/protocol";
import * as vscode from "vscode";
import { toRange } from "../editor/reveal.js";
import type { Graphs } from "../language/graphs.js";
import type { RunTarget } from "../runs/live-run.js";
import type { Services } from "../services.js";

/** Runs the flow again with its finished tasks restored, and stops in the task. */
export async function debugTaskAgain(
  { runs, graphs }: Pick<Services, "runs" | "graphs">,
  target: RunTarget,
  run: RunId,
  definition: FileRange | undefined,
): Promise<void> {
  const stopAt = definition && (await firstLine(graphs, definition));
  await runs.start(target, {
    retryOf: run,
    debug: { breakOnError: true, ...(stopAt && { stopAt: [stopAt] }) },
  });
}

/** The task's first statement; undefined where nothing is known of the definition. */
async function firstLine(
  graphs: Graphs,
  { file, range }: FileRange,
): Promise<vscode.Location | undefined> {
  const uri = vscode.Uri.file(file);
  const start = await graphs.taskStart(uri.toString(), range.start);
  return start ? new vscode.Location(uri, toRange({ start, end: start })) : undefined;
}
