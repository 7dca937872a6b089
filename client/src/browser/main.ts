/** The extension in a browser: what needs no program of its own. Graphs, diagnostics, hovers, lenses. */
import type { FilesRead, FileText, InitializationOptions } from "@millrace/protocol";
import * as vscode from "vscode";
import {
  DidChangeWatchedFilesNotification,
  FileChangeType,
  LanguageClient,
  State,
} from "vscode-languageclient/browser";
import { flowCommands } from "../commands/flow-commands.js";
import { insertExample } from "../commands/insert-example.js";
import { trackEditor } from "../editor/editor-context.js";
import { DOCUMENTS } from "../language/documents.js";
import { Graphs } from "../language/graphs.js";
import { rulePages } from "../language/rule-pages.js";
import { Panels } from "../panel/panels.js";
import type { Services } from "../services.js";
import { FlowsTree } from "../views/flows-tree.js";
import { type Commands, registerAll } from "./commands.js";
import { watchFiles, workspaceFiles } from "./files.js";
import { noHistory, noRuns } from "./no-runs.js";
import { startServer } from "./server.js";

const KINDS = {
  [vscode.FileChangeType.Created]: FileChangeType.Created,
  [vscode.FileChangeType.Changed]: FileChangeType.Changed,
  [vscode.FileChangeType.Deleted]: FileChangeType.Deleted,
} as const;

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  // All files are read first, over the network: who gives a command meanwhile waits, and is not told
  // that there is none.
  const making = make(context);
  context.subscriptions.push(...registerAll(context.extension.packageJSON, making));
  const { refreshFlows } = await making;
  await vscode.commands.executeCommand("setContext", "millrace.active", true);
  await client?.start();
  refreshFlows?.();
}

/** @returns the commands that need no program */
async function make(context: vscode.ExtensionContext): Promise<Commands> {
  client = await createLanguageClient(context);
  const graphs = new Graphs(client);
  const services: Services = { context, graphs, runs: noRuns, history: noHistory };
  const panels = new Panels(services);
  const flowsTree = new FlowsTree(graphs, {
    onDidTell: () => new vscode.Disposable(() => {}),
    statisticsOf: () => undefined,
  });
  const flowsView = vscode.window.createTreeView("millrace.flows", { treeDataProvider: flowsTree });
  context.subscriptions.push(
    ...[graphs, panels, flowsTree, flowsView],
    flowsView.onDidChangeVisibility(({ visible }) => flowsTree.seen(visible)),
    trackEditor(graphs),
  );
  return {
    ...flowCommands(services, panels),
    insertExample,
    refreshFlows: () => flowsTree.refresh(),
    // Here nothing but the language server has anything to say.
    showOutput: () => client?.outputChannel.show(true),
    restartServer: async () => {
      await client?.stop();
      await client?.start();
    },
  };
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function createLanguageClient(context: vscode.ExtensionContext): Promise<LanguageClient> {
  // As they are now: a server that is started again has to be told anew.
  const files = new Map<string, FileText>();
  const initializationOptions = (): InitializationOptions => ({
    editorCommands: true,
    rulePages: rulePages(context.extensionUri),
    files: [...files.values()],
  });
  const start = () => startServer(vscode.Uri.joinPath(context.extensionUri, "client", "dist"));
  const options = { documentSelector: DOCUMENTS, initializationOptions };
  const made = new LanguageClient("millrace", "Millrace Language Server", start, options);
  // Watched before they are read, which takes a while: no change falls between.
  context.subscriptions.push(
    watchFiles(async (file, kind) => {
      files.set(file.uri, file);
      const isThere = made.state === State.Starting || made.state === State.Running;
      if (isThere) await tellOfFile(made, file, kind);
    }),
  );
  for (const file of await workspaceFiles()) if (!files.has(file.uri)) files.set(file.uri, file);
  return made;
}

/** First what is in the file, then that it changed. */
async function tellOfFile(
  server: LanguageClient,
  file: FileText,
  kind: vscode.FileChangeType,
): Promise<void> {
  await server.sendNotification("millrace/files", { files: [file] } satisfies FilesRead);
  const changes = [{ uri: file.uri, type: KINDS[kind] }];
  await server.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
}
