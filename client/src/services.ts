import type * as vscode from "vscode";
import type { History } from "./history/history.js";
import type { Graphs } from "./language/graphs.js";
import type { RunController } from "./runs/run-controller.js";

/** What of a class others see: in a browser something else stands in its place. */
export type Public<T> = Pick<T, keyof T>;

/** What every part of the extension may ask: made once, when it wakes. */
export interface Services {
  context: vscode.ExtensionContext;
  graphs: Graphs;
  runs: Public<RunController>;
  history: Public<History>;
}
