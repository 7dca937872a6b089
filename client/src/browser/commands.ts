import * as vscode from "vscode";
import { explain, runnable } from "./trust.js";

/** By name, without the extension's own. */
export type Commands = Record<string, (argument?: unknown) => unknown>;

/**
 * Every command that the manifest has: those that need a program say why there is none.
 * @param making the others, which take a while; a command that is given earlier waits for them
 */
export function registerAll(
  { contributes }: { contributes: { commands: { command: string }[] } },
  making: Promise<Commands>,
): vscode.Disposable[] {
  return contributes.commands.map(({ command }) =>
    vscode.commands.registerCommand(command, async (argument?: unknown) => {
      const run = (await making)[command.replace("millrace.", "")];
      return run ? run(argument) : explain(runnable());
    }),
  );
}
