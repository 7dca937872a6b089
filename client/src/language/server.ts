import type { InitializationOptions } from "@millrace/protocol";
import * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { DOCUMENTS } from "./documents.js";
import { rulePages } from "./rule-pages.js";

export function createLanguageClient(context: vscode.ExtensionContext): LanguageClient {
  const module = context.asAbsolutePath("client/dist/server.cjs");
  const initializationOptions: InitializationOptions = {
    editorCommands: true,
    rulePages: rulePages(context.extensionUri),
  };
  const watcher = vscode.workspace.createFileSystemWatcher("**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}");
  context.subscriptions.push(watcher);
  return new LanguageClient(
    "millrace",
    "Millrace Language Server",
    { module, transport: TransportKind.ipc },
    {
      documentSelector: DOCUMENTS,
      initializationOptions,
      synchronize: { configurationSection: "millrace", fileEvents: watcher },
    },
  );
}
