import * as vscode from "vscode";
import type { Graphs } from "../language/graphs.js";
import { isBlocked, runnable } from "../trust.js";

/** Keeps `millrace.runsBlocked` true while the library is missing, for the welcome of the Runs view. */
export function trackInstallation(graphs: Graphs): vscode.Disposable {
  const update = async () => {
    const flows = await graphs.flows();
    const answers = flows.map(({ uri }) => runnable(vscode.Uri.parse(uri)));
    const missing = answers.some(isMissing) && answers.every(isBlocked);
    await vscode.commands.executeCommand("setContext", "millrace.runsBlocked", missing);
  };
  const watcher = vscode.workspace.createFileSystemWatcher("**/node_modules/millrace/package.json");
  void update();
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(update),
    watcher.onDidDelete(update),
    vscode.workspace.onDidGrantWorkspaceTrust(update),
    vscode.window.onDidCloseTerminal(update),
  );
}

function isMissing(answer: ReturnType<typeof runnable>): boolean {
  return isBlocked(answer) && answer.action?.command === "millrace.addToWorkspace";
}
