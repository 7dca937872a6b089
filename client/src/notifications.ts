import * as vscode from "vscode";
import { plain, span } from "./run-text.js";
import type { LiveRun } from "./runs/live-run.js";
import type { RunController } from "./runs/run-controller.js";
import { unlinked } from "./unlinked.js";

const LONGEST_MESSAGE = 200;

/** Tells of a run that failed, with the ways on. */
export function notifyOfFailures(runs: RunController): vscode.Disposable {
  return runs.onDidEnd((run) => {
    const wanted = vscode.workspace.getConfiguration("millrace").get("notifyFailures", true);
    if (run.failed && wanted) void notify(run);
  });
}

async function notify(run: LiveRun): Promise<void> {
  const model = run.model;
  if (!model) return;
  const chosen = await vscode.window.showErrorMessage(messageOf(run), "Show", "Retry from Failure");
  const { id } = model.run;
  if (chosen === "Show") {
    await vscode.commands.executeCommand("millrace.showRun", { run: id, uri: run.target.uri });
  } else if (chosen) {
    await vscode.commands.executeCommand("millrace.retryRun", id);
  }
}

function messageOf({ target, model }: LiveRun): string {
  const task = model?.failedTask;
  const error = task?.error ?? model?.run.error;
  const took =
    model?.run.ended === undefined ? "" : ` after ${span(model.run.ended - model.run.started)}`;
  const where = task ? ` at ${task.name}` : "";
  const why = error ? `${error.name}: ${error.message}` : (model?.run.state.message ?? "");
  const text = plain(why).split("\n")[0] ?? "";
  const short = text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
  return unlinked(`${target.name} failed${where}${took}${short ? `: ${short}` : "."}`);
}
