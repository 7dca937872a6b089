import * as vscode from "vscode";

/** The panel's page with this webview's addresses and a nonce of its own. */
export async function panelHtml(webview: vscode.Webview, extension: vscode.Uri): Promise<string> {
  const folder = panelFolder(extension);
  const page = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, "panel.html"));
  const address = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  const values: Record<string, string> = {
    nonce: crypto.randomUUID().replaceAll("-", ""),
    cspSource: webview.cspSource,
    style: address("panel.css"),
    script: address("panel.js"),
    worker: address("elk-worker.js"),
  };
  return new TextDecoder()
    .decode(page)
    .replace(/\{\{(\w+)\}\}/g, (whole, name) => values[name] ?? whole);
}

export function panelFolder(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, "webview", "dist");
}

export function webviewOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [panelFolder(extension)] };
}
