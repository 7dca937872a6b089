import type { Range } from "@millrace/protocol";
import * as vscode from "vscode";
import { unlinked } from "../unlinked.js";

export function toRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** The place of a stack frame, whose line and column count from 1. */
export function toPosition(line: number, column = 1): vscode.Range {
  const at = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
  return new vscode.Range(at, at);
}

/** Shows a place of a document, in the editor that has it already where one has. */
export async function reveal(uri: vscode.Uri, range: vscode.Range, focus: boolean): Promise<void> {
  const visible = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: visible?.viewColumn ?? editorColumn(),
      preserveFocus: !focus,
      preview: true,
    });
    // The cursor at the beginning: the end of a definition says little.
    editor.selection = new vscode.Selection(range.end, range.start);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  } catch {
    void vscode.window.showWarningMessage(unlinked(`${uri.fsPath} is not there any more.`));
  }
}

/** Beside the panel, not over it. */
function editorColumn(): vscode.ViewColumn {
  const text = vscode.window.visibleTextEditors.find(({ viewColumn }) => viewColumn !== undefined);
  return text?.viewColumn ?? vscode.ViewColumn.One;
}
