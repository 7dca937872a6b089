import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { RunLog } from "../output.js";
import { insertExample } from "./insert-example.js";

/** Commands that get a person started. */
export function setupCommands(
  log: RunLog,
  client: LanguageClient,
): Record<string, (arg?: unknown) => unknown> {
  return {
    addToWorkspace,
    insertExample,
    showOutput: () => log.show(),
    restartServer: () => client.restart(),
  };
}

/** Shows the command in a terminal, where a person sees what it does to the project. */
async function addToWorkspace(): Promise<void> {
  const folder = await chooseFolder();
  if (!folder) return;
  if (!vscode.workspace.isTrusted) {
    await vscode.commands.executeCommand("workbench.trust.manage");
    return;
  }
  const terminal = vscode.window.createTerminal({ name: "Add Millrace", cwd: folder.uri });
  terminal.show();
  terminal.sendText(installCommand(folder.uri.fsPath));
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1) {
    return await vscode.window.showWorkspaceFolderPick({
      placeHolder: "Add millrace to which folder?",
    });
  }
  if (!folders[0]) {
    void vscode.window.showErrorMessage(
      "Open a folder first: millrace is added to its package.json.",
    );
  }
  return folders[0];
}

/** With the package manager whose lock file is there. */
function installCommand(folder: string): string {
  const has = (name: string) => existsSync(join(folder, name));
  if (has("pnpm-lock.yaml")) return "pnpm add millrace";
  if (has("yarn.lock")) return "yarn add millrace";
  if (has("bun.lock") || has("bun.lockb")) return "bun add millrace";
  return "npm install millrace";
}
