/** Runs and their history where no program can be started: there are none. */
import * as vscode from "vscode";
import type { Public, Services } from "../services.js";
import { explain, runnable } from "./trust.js";

const never = () => new vscode.Disposable(() => {});

export const noRuns: Services["runs"] = {
  onDidStart: never,
  onDidEnd: never,
  onDidChange: never,
  all: [],
  live: [],
  find: () => undefined,
  lastParams: () => undefined,
  async start() {
    await explain(runnable());
    return undefined;
  },
  cancel() {},
  dispose() {},
} satisfies Public<Services["runs"]>;

export const noHistory: Services["history"] = {
  onDidFind: never,
  onDidChange: never,
  onAlert: never,
  agents: [],
  agentOf: () => undefined,
  runs: async () => [],
  dispose() {},
};
