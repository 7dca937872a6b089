/** The extension, once it is awake: makes its parts and ties them together. */
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { showAlerts } from "./alerts/alerts.js";
import { Claims } from "./alerts/claims.js";
import { flowCommands } from "./commands/flow-commands.js";
import { historyCommands } from "./commands/history-commands.js";
import { runCommands } from "./commands/run-commands.js";
import { scheduleCommands } from "./commands/schedule-commands.js";
import { setupCommands } from "./commands/setup-commands.js";
import { trackEditor } from "./editor/editor-context.js";
import { Failures } from "./editor/failures.js";
import { History } from "./history/history.js";
import { HistoryTeller } from "./history/tell-server.js";
import { answerOneOf, askPeople } from "./inputs/answer.js";
import { OpenInputs } from "./inputs/open-inputs.js";
import { Graphs } from "./language/graphs.js";
import { createLanguageClient } from "./language/server.js";
import { notifyOfFailures } from "./notifications.js";
import { RunLog } from "./output.js";
import { Panels } from "./panel/panels.js";
import { RunController } from "./runs/run-controller.js";
import { Schedules } from "./schedules/schedules.js";
import type { Services } from "./services.js";
import { StatusBar } from "./status-bar.js";
import { FlowsTree } from "./views/flows-tree.js";
import { trackInstallation } from "./views/runs-context.js";
import { RunsTree } from "./views/runs-tree.js";
import { SchedulesTree } from "./views/schedules-tree.js";

/** Milliseconds that a window in the background leaves to the one in use. */
const OTHER_WINDOWS_FIRST = 500;

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  client = createLanguageClient(context);
  const log = new RunLog();
  const graphs = new Graphs(client);
  const history = new History((text) => log.append(text));
  const runs = new RunController(context.workspaceState, log, history);
  const services: Services = { context, graphs, runs, history };
  const panels = new Panels(services);
  const runsTree = new RunsTree(history);
  const inputs = new OpenInputs(history);
  const claim = firstWindow(context);
  const schedules = new Schedules(graphs, history);
  const schedulesTree = new SchedulesTree(schedules);
  const statusBar = new StatusBar(runs, inputs);
  const teller = new HistoryTeller(graphs, history);
  const flowsTree = new FlowsTree(graphs, teller);
  const runsView = vscode.window.createTreeView("millrace.runs", {
    treeDataProvider: runsTree,
    canSelectMany: true,
  });
  const flowsView = vscode.window.createTreeView("millrace.flows", { treeDataProvider: flowsTree });
  const schedulesView = vscode.window.createTreeView("millrace.schedules", {
    treeDataProvider: schedulesTree,
  });

  context.subscriptions.push(
    ...[log, graphs, runs, history, panels, flowsTree, runsTree, statusBar, teller, runsView],
    ...[inputs, schedules, schedulesTree, schedulesView, flowsView],
    runsTree.onDidChangeFilter((text) => {
      runsView.description = text;
    }),
    flowsView.onDidChangeVisibility(({ visible }) => flowsTree.seen(visible)),
    runsView.onDidChangeVisibility(({ visible }) => {
      runsTree.seen(visible);
      if (visible) statusBar.seen();
    }),
    schedulesView.onDidChangeVisibility(({ visible }) => schedulesTree.seen(visible)),
    new Failures(runs),
    notifyOfFailures(runs),
    showAlerts(history, runs, claim),
    askPeople(inputs, claim),
    trackEditor(graphs),
  );
  register(context, {
    ...runCommands(services, panels),
    ...flowCommands(services, panels),
    ...historyCommands(services, panels, runsTree),
    ...scheduleCommands(services, panels, schedules),
    ...setupCommands(log, client),
    answerInput: () => answerOneOf(inputs),
    refreshFlows: () => flowsTree.refresh(),
  });
  await vscode.commands.executeCommand("setContext", "millrace.active", true);
  // In a browser there are none, and no views of them.
  await vscode.commands.executeCommand("setContext", "millrace.hasRuns", true);
  await client.start();
  context.subscriptions.push(trackInstallation(graphs));
  flowsTree.refresh();
  schedules.refresh();
  teller.soon();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** Whether this window is the one of several that tells a person of something: the one in use, if any. */
function firstWindow({ globalStorageUri }: vscode.ExtensionContext) {
  const claims = new Claims(join(globalStorageUri.fsPath, "told"));
  return async (what: string): Promise<boolean> => {
    if (!vscode.window.state.focused) await wait(OTHER_WINDOWS_FIRST);
    return claims.take(what);
  };
}

function register(
  context: vscode.ExtensionContext,
  commands: Record<string, (...args: unknown[]) => unknown>,
): void {
  for (const [name, command] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(`millrace.${name}`, command));
  }
}
