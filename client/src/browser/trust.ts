/** In place of the usual reasons why nothing runs: a browser starts no program, whatever the workspace. */
import * as vscode from "vscode";
import type { Blocked } from "../trust.js";

const BLOCKED: Blocked = {
  message:
    "VS Code in a browser starts no programs, so nothing can run here. Open the folder in VS Code on a computer to run its flows.",
};

export function runnable(): Blocked {
  return BLOCKED;
}

export function isBlocked(_answer: Blocked): boolean {
  return true;
}

export async function explain({ message }: Blocked): Promise<void> {
  await vscode.window.showInformationMessage(message);
}
