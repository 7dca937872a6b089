import * as vscode from "vscode";

/** URI of the folder with a page for each rule: it is packaged, so that it tells of these rules. */
export function rulePages(extension: vscode.Uri): string {
  return vscode.Uri.joinPath(extension, "docs", "rules").toString();
}
