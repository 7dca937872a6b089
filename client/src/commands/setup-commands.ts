import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { Services } from "../services.js";

const EXAMPLE = `import { flow, task } from "millrace";

export const fetchPrices = task({ retries: 2, retryDelay: "1s" }, async (symbol: string) => {
  // Replace this with a request of your own.
  return [symbol.length, 3, 5];
});

export const average = task((prices: number[]) => {
  return prices.reduce((sum, price) => sum + price, 0) / prices.length;
});

export const prices = flow({ name: "prices" }, async (symbol = "MILL") => {
  const fetched = fetchPrices(symbol);
  return await average(fetched);
});
`;

/** Commands that get a person started. */
export function setupCommands(
  { log }: Services,
  client: LanguageClient,
): Record<string, (arg?: unknown) => unknown> {
  return {
    addToWorkspace,
    insertExample,
    showOutput: () => log.show(),
    restartServer: () => client.restart(),
  };
}

/** Into an empty document where one is open, else into a new one. */
async function insertExample(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId === "typescript" && editor.document.getText().trim() === "") {
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), EXAMPLE));
    return;
  }
  const document = await vscode.workspace.openTextDocument({
    language: "typescript",
    content: EXAMPLE,
  });
  await vscode.window.showTextDocument(document);
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
