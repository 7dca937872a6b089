import * as vscode from "vscode";
import type { Graphs } from "../language/graphs.js";

/** Keeps `millrace.editorHasFlows` true of the active editor, for its title button. */
export function trackEditor(graphs: Graphs): vscode.Disposable {
  const update = async () => {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    // A panel that gets the focus leaves the editor what it was.
    if (uri === undefined) return;
    const answer = await graphs.graph(uri);
    const has = (answer?.graph.flows.length ?? 0) > 0;
    if (uri !== vscode.window.activeTextEditor?.document.uri.toString()) return;
    await vscode.commands.executeCommand("setContext", "millrace.editorHasFlows", has);
  };
  const changed = graphs.onDidChange(
    (uri) => uri === vscode.window.activeTextEditor?.document.uri.toString() && void update(),
  );
  void update();
  return vscode.Disposable.from(changed, vscode.window.onDidChangeActiveTextEditor(update));
}
