/** The extension, once it is awake: makes its parts and ties them together. */
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { flowCommands } from "./commands/flow-commands.js";
import { historyCommands } from "./commands/history-commands.js";
import { runCommands } from "./commands/run-commands.js";
import { scheduleCommands } from "./commands/schedule-commands.js";
import { setupCommands } from "./commands/setup-commands.js";
import { trackEditor } from "./editor/editor-context.js";
import { Failures } from "./editor/failures.js";
import { History } from "./history/history.js";
import { HistoryTeller } from "./history/tell-server.js";
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

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  client = createLanguageClient(context);
  const log = new RunLog();
  const graphs = new Graphs(client);
  const runs = new RunController(context.workspaceState, log);
  const history = new History((text) => log.append(text));
  const services: Services = { context, log, graphs, runs, history };
  const panels = new Panels(services);
  const flowsTree = new FlowsTree(graphs);
  const runsTree = new RunsTree(history);
  const schedules = new Schedules(graphs, history);
  const schedulesTree = new SchedulesTree(schedules);
  const statusBar = new StatusBar(runs);
  const teller = new HistoryTeller(graphs, history);
  const runsView = vscode.window.createTreeView("millrace.runs", { treeDataProvider: runsTree });
  const schedulesView = vscode.window.createTreeView("millrace.schedules", {
    treeDataProvider: schedulesTree,
  });

  context.subscriptions.push(
    ...[log, graphs, runs, history, panels, flowsTree, runsTree, statusBar, teller, runsView],
    ...[schedules, schedulesTree, schedulesView],
    vscode.window.createTreeView("millrace.flows", { treeDataProvider: flowsTree }),
    runsView.onDidChangeVisibility(({ visible }) => visible && statusBar.seen()),
    schedulesView.onDidChangeVisibility(({ visible }) => schedulesTree.seen(visible)),
    new Failures(runs),
    notifyOfFailures(runs),
    trackEditor(graphs),
  );
  register(context, {
    ...runCommands(services, panels),
    ...flowCommands(services, panels),
    ...historyCommands(services, runsTree),
    ...scheduleCommands(services, panels, schedules),
    ...setupCommands(services, client),
    refreshFlows: () => flowsTree.refresh(),
  });
  await vscode.commands.executeCommand("setContext", "millrace.active", true);
  await client.start();
  context.subscriptions.push(trackInstallation(graphs));
  flowsTree.refresh();
  schedules.refresh();
  teller.soon();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

function register(
  context: vscode.ExtensionContext,
  commands: Record<string, (arg?: unknown) => unknown>,
): void {
  for (const [name, command] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(`millrace.${name}`, command));
  }
}
