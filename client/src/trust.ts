import * as vscode from "vscode";
import { findMillrace, type MillracePackage } from "./runs/millrace-package.js";

/** Why nothing can run, in a sentence, and the command that changes it. */
export interface Blocked {
  message: string;
  action?: { label: string; command: string };
}

/** Whether flows of this file can run: the workspace's own `millrace`, or why not. */
export function runnable(uri: vscode.Uri): MillracePackage | Blocked {
  if (uri.scheme === "untitled") {
    return {
      message: "Save the file first: a flow runs from a folder that has millrace installed.",
    };
  }
  if (uri.scheme !== "file") {
    return { message: `Flows run from a folder on disk, and this one is on "${uri.scheme}:".` };
  }
  if (!vscode.workspace.isTrusted) {
    return {
      message: "Running a flow runs code of this workspace, and the workspace is not trusted.",
      action: { label: "Manage Workspace Trust", command: "workbench.trust.manage" },
    };
  }
  return (
    findMillrace(vscode.Uri.joinPath(uri, "..").fsPath) ?? {
      message: "The package millrace is not installed here, so nothing can run.",
      action: { label: "Add Millrace to This Workspace", command: "millrace.addToWorkspace" },
    }
  );
}

export function isBlocked(answer: MillracePackage | Blocked): answer is Blocked {
  return "message" in answer;
}

/** Tells a person why nothing runs, with the way out on a button. */
export async function explain({ message, action }: Blocked): Promise<void> {
  const chosen = await vscode.window.showErrorMessage(message, ...(action ? [action.label] : []));
  if (action && chosen === action.label) await vscode.commands.executeCommand(action.command);
}
