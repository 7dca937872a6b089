/** What VS Code loads: the rest is another bundle, so that it is not even read before it is needed. */
import type * as vscode from "vscode";
import { wakeWhereFlowsAre } from "./waking.js";

type Main = typeof import("./main.js");
let main: Main | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  await wakeWhereFlowsAre(context, () => {
    main = require("./main.cjs") as Main;
    return main;
  });
}

export function deactivate(): Thenable<void> | undefined {
  return main?.deactivate();
}
