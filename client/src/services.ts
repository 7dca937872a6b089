import type * as vscode from "vscode";
import type { History } from "./history/history.js";
import type { Graphs } from "./language/graphs.js";
import type { RunLog } from "./output.js";
import type { RunController } from "./runs/run-controller.js";

/** What every part of the extension may ask: made once, when it wakes. */
export interface Services {
  context: vscode.ExtensionContext;
  log: RunLog;
  graphs: Graphs;
  runs: RunController;
  history: History;
}
