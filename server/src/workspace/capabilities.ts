import { type ServerCapabilities, TextDocumentSyncKind } from "vscode-languageserver";

/** What the server can do, as it tells the editor. */
export const capabilities: ServerCapabilities = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  hoverProvider: true,
  codeLensProvider: { resolveProvider: false },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};
