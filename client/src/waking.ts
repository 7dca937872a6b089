/**
 * Wakes the extension where flows are. Until a document mentions Millrace, or the workspace has it
 * installed, nothing else runs: people edit a lot of TypeScript without flows.
 */
import * as vscode from "vscode";

const USED = "millrace.used";
const LANGUAGES = new Set(["typescript", "typescriptreact", "javascript", "javascriptreact"]);
/** An import of the library, whatever its quotes. */
const MENTION = /\bfrom\s*["']millrace["']|\brequire\(\s*["']millrace["']/;

/** The extension itself. */
export interface Main {
  activate(context: vscode.ExtensionContext): Promise<void>;
}

/** @param load reads what is not even read before it is needed */
export async function wakeWhereFlowsAre(
  context: vscode.ExtensionContext,
  load: () => Main,
): Promise<void> {
  const waiting = new Set<vscode.Disposable>();
  const stopWaiting = () => {
    for (const one of waiting) one.dispose();
    waiting.clear();
  };
  let waking: Promise<void> | undefined;
  const wake = () => {
    waking ??= (async () => {
      stopWaiting();
      try {
        await load().activate(context);
      } catch (error) {
        keepCommands(context, error);
        throw error;
      }
      await context.workspaceState.update(USED, true);
    })();
    return waking;
  };

  const isNeeded =
    context.workspaceState.get(USED) ||
    (await isInstalled()) ||
    // Last: a document may be opened while the rest is found out.
    vscode.workspace.textDocuments.some(mentions);
  if (isNeeded) return wake();

  waiting.add(vscode.workspace.onDidOpenTextDocument((document) => mentions(document) && wake()));
  waiting.add(
    vscode.workspace.onDidChangeTextDocument(({ document }) => mentions(document) && wake()),
  );
  for (const command of commandsOf(context)) {
    waiting.add(
      vscode.commands.registerCommand(command, async (...args: unknown[]) => {
        await wake();
        return vscode.commands.executeCommand(command, ...args);
      }),
    );
  }
  context.subscriptions.push(new vscode.Disposable(stopWaiting));
}

/** Each says why nothing happens: without them VS Code would say that it knows none of them. */
function keepCommands(context: vscode.ExtensionContext, error: unknown): void {
  for (const command of commandsOf(context)) {
    try {
      context.subscriptions.push(
        vscode.commands.registerCommand(command, () => {
          throw error;
        }),
      );
    } catch {
      // It got as far as registering its own.
    }
  }
}

function commandsOf({ extension }: vscode.ExtensionContext): string[] {
  const { commands } = extension.packageJSON.contributes as { commands: { command: string }[] };
  return commands.map(({ command }) => command);
}

function mentions(document: vscode.TextDocument): boolean {
  return LANGUAGES.has(document.languageId) && MENTION.test(document.getText());
}

async function isInstalled(): Promise<boolean> {
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const manifest = vscode.Uri.joinPath(uri, "node_modules", "millrace", "package.json");
    const found = await vscode.workspace.fs.stat(manifest).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
