import * as vscode from "vscode";

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("Millrace", "millrace-log");
  context.subscriptions.push(output);
  await vscode.commands.executeCommand("setContext", "millrace.active", true);
  context.subscriptions.push(
    vscode.commands.registerCommand("millrace.showOutput", () => output.show()),
  );
}

export async function deactivate(): Promise<void> {}
