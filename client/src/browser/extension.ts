/** What VS Code in a browser loads: all of it, because there an extension is one file. */
import type * as vscode from "vscode";
import { wakeWhereFlowsAre } from "../waking.js";
import * as main from "./main.js";

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  await wakeWhereFlowsAre(context, () => main);
}

export function deactivate(): Thenable<void> {
  return main.deactivate();
}
