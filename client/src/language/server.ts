import type { InitializationOptions } from "@millrace/protocol";
import * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";

const LANGUAGES = ["typescript", "typescriptreact", "javascript", "javascriptreact"];
/** Where a person's own source is; not a diff's other side, nor what an output channel shows. */
const SCHEMES = ["file", "untitled", "vscode-vfs", "vscode-remote"];

export function createLanguageClient(context: vscode.ExtensionContext): LanguageClient {
  const module = context.asAbsolutePath("client/dist/server.cjs");
  const initializationOptions: InitializationOptions = { editorCommands: true };
  const watcher = vscode.workspace.createFileSystemWatcher("**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}");
  context.subscriptions.push(watcher);
  return new LanguageClient(
    "millrace",
    "Millrace Language Server",
    { module, transport: TransportKind.ipc },
    {
      documentSelector: SCHEMES.flatMap((scheme) =>
        LANGUAGES.map((language) => ({ scheme, language })),
      ),
      initializationOptions,
      synchronize: { configurationSection: "millrace", fileEvents: watcher },
    },
  );
}
